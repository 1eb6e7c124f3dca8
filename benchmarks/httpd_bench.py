"""What the measurements of a real httpd share: a server on a temporary directory, and the head of a result."""
import contextlib
import os
import pathlib
import platform
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

SOURCE = pathlib.Path(__file__).resolve().parent.parent
LOAD = SOURCE / "build" / "wsgi_alias.load"
MODULES = subprocess.run(["apxs", "-q", "LIBEXECDIR"], capture_output=True, text=True, check=True).stdout.strip()
WSGI = f"{MODULES}/mod_wsgi.so"
if not os.path.exists(WSGI):
    WSGI = f"{SOURCE}/build/unpacked{WSGI}"  # by scripts/setup

CONFIG = """
ServerRoot {dir}
PidFile {dir}/pid
DefaultRuntimeDir {dir}
Listen 127.0.0.1:{port}
ServerName localhost
ErrorLog {dir}/error.log
User www-data
Group www-data
LoadModule mpm_{mpm}_module {modules}/mod_mpm_{mpm}.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule wsgi_module "{wsgi}"
{load}
{processes}
MaxKeepAliveRequests 0
DocumentRoot {dir}/htdocs
<Directory {dir}/htdocs>
    Require all granted
</Directory>
{aliases}
"""

# By multi-processing module: a fixed number of children.
PROCESSES = {"event": """
StartServers {children}
ServerLimit {children}
ThreadsPerChild 4
ThreadLimit 4
MaxRequestWorkers {threads}
MinSpareThreads 1
MaxSpareThreads {threads}
""", "prefork": """
StartServers {children}
ServerLimit {children}
MaxRequestWorkers {children}
MinSpareServers 1
MaxSpareServers {children}
"""}

SCRIPT = """
def application(environ, start_response):
    start_response('200 OK', [('Content-Type', 'text/plain'), ('Content-Length', '3')])
    return [b'ok\\n']
"""


class Server:
    """One httpd, pinned to processor 0, with a fixed number of children; of four threads each, where there are any."""

    PINNED = ("taskset", "-c", "0")
    LOOKS_EVERY = 0.05  # seconds
    STARTS_WITHIN = 20  # seconds

    def __init__(self, directory, load, aliases, children, mpm):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        htdocs = directory / "htdocs"
        htdocs.mkdir()
        (htdocs / "file.txt").write_text("ok\n")
        (htdocs / "app.wsgi").write_text(SCRIPT)
        config = directory / "httpd.conf"
        processes = PROCESSES[mpm].format(children=children, threads=4 * children)
        config.write_text(CONFIG.format(dir=directory, port=self.port, modules=MODULES, wsgi=WSGI, load=load, mpm=mpm,
                                        processes=processes,
                                        aliases=aliases.replace("DIR", str(htdocs)).replace("PORT", str(self.port))))
        with open(directory / "output", "w") as output:
            self.process = subprocess.Popen(
                [*self.PINNED, "/usr/sbin/apache2", "-D", "FOREGROUND", "-f", config],
                stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True)
        self.directory = directory
        deadline = time.monotonic() + self.STARTS_WITHIN
        while not self.serves():
            if time.monotonic() > deadline:
                sys.exit(f"httpd did not start: {(directory / 'output').read_text()}")
            time.sleep(self.LOOKS_EVERY)

    def serves(self):
        """Whether it can be used; asked while it starts."""
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
            return True
        return False

    def children(self):
        """The process ids of the children that serve."""
        found = []
        for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                if int(stat.read_text().rsplit(")", 1)[1].split()[1]) == self.process.pid:
                    found.append(int(stat.parent.name))
        return found

    def cpu_nanoseconds(self):
        """CPU time of all threads of all children, from the kernel's own accounting."""
        total = 0
        for child in self.children():
            for task in pathlib.Path(f"/proc/{child}/task").glob("*/schedstat"):
                with contextlib.suppress(OSError):
                    total += int(task.read_text().split()[0])
        return total

    def load(self, path, requests):
        """Asks for a path over and over from processor 1, over one connection that stays open."""
        result = subprocess.run(["taskset", "-c", "1", "ab", "-q", "-k", "-c", "1", "-n", str(requests),
                                 f"http://127.0.0.1:{self.port}{path}"], capture_output=True, text=True, check=True)
        failed = int(re.search(r"Failed requests: +([0-9]+)", result.stdout)[1])
        # Stock httpd now and then closes a kept connection just as the next request comes, up to twice in 1,000 on a
        # busy machine; ab counts that as failed.
        if "Non-2xx" in result.stdout or failed > 3 + requests / 10000:
            sys.exit(f"{path}: {result.stdout}")

    def cost(self, path, requests):
        """CPU microseconds of each of so many requests."""
        before = self.cpu_nanoseconds()
        self.load(path, requests)
        return (self.cpu_nanoseconds() - before) / requests / 1000

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)


@contextlib.contextmanager
def pair(aliases, children, mpm="event", against=None, other_aliases=None):
    """Stock mod_wsgi, or the build whose load file is given, and ours; the other may have aliases of its own."""
    with contextlib.ExitStack() as stack:
        servers = []
        for include, lines in ((f'Include "{against}"' if against else "", other_aliases or aliases),
                               (f'Include "{LOAD}"', aliases)):
            directory = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
            directory.chmod(0o755)
            servers.append(Server(directory, include, lines, children, mpm))
            stack.callback(servers[-1].stop)
        yield servers


def print_head(table="| | median | min | max |\n|---|---|---|---|"):
    """What a figure must have beside it: command, machine, commit; and the head of the table that follows."""
    commit = subprocess.run(["git", "-C", str(SOURCE), "describe", "--always", "--dirty"], capture_output=True,
                            text=True).stdout.strip()
    # Not every architecture has the line.
    models = [line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")]
    cpu = models[0] if models else platform.machine()
    print(f"command: benchmarks/{pathlib.Path(sys.argv[0]).name} {' '.join(sys.argv[1:])}")
    print(f"machine: {cpu}, {os.cpu_count()} processors, Linux {platform.release()}")
    print(f"commit: {commit}\n\n{table}")


def print_row(name, values):
    print(f"| {name} | {statistics.median(values):.3f} | {min(values):.3f} | {max(values):.3f} |", flush=True)
