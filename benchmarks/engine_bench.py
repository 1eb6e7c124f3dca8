#!/usr/bin/env python3
"""The matching engine beside other engines, in one run on one processor. scripts/bench builds and calls this.

For each workload the native yardsticks and ours are measured in turn (native, ours, native, ours, native): a ratio is
taken between neighbours in time, so that a machine that gets slower for a while slows both sides down. The samples of
both are equally short, and of each turn's samples the median counts.

Traps: everything runs pinned, so the JVM's compiler threads use the same processor, and the warm-up must outlast them;
native engines must not be compiled anew for each turn (Hyperscan takes seconds), so their process stays, asleep while
Java is measured.
"""
import argparse
import datetime
import json
import os
import pathlib
import platform
import subprocess
import sys
import time

import engine_guard
import engine_report

SOURCE = pathlib.Path(__file__).resolve().parent.parent
BUILD = SOURCE / "build" / "bench"
JAR = BUILD / "cmake" / "maven" / "mod-wsgi-alias-benchmarks" / "benchmarks.jar"
YARDSTICKS = BUILD / "cmake" / "benchmarks" / "native" / "mwa-yardsticks"
WORKLOADS = BUILD / "workloads"

# The guard's exit status, told apart from that of a run that broke.
WORSE = 3
SHAPES = ("tenant", "middle", "floating")
WARM = [f"{shape}-{count}" for shape in SHAPES for count in (1, 10, 100, 1000, 10000)] + ["rest-250"]
ALL = WARM + ["exploding-100"] + [f"{shape}-10000-distinct" for shape in SHAPES]
IN_ORDER = ["pcre2", "pcre2jit"]
IN_ONE_PASS = ["re2set", "hyperscan", "floor"]
JAVA = {"JAVA_UTIL_REGEX": "java.util.regex", "RE2J": "re2j", "JONI": "joni"}

# Samples a turn (JMH: iterations), those of JMH's warm-up, how long each takes in milliseconds, and turns of ours.
FULL = {"samples": 10, "warmups": 40, "ms": 60, "rounds": 3}
SHORT = {"samples": 8, "warmups": 40, "ms": 50, "rounds": 2}


class Native:
    """The process with the native yardsticks of one workload."""

    def __init__(self, workload):
        engines = IN_ONE_PASS if workload.endswith("-distinct") else IN_ORDER + IN_ONE_PASS
        self.process = subprocess.Popen([YARDSTICKS, WORKLOADS, workload, *engines], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.setup = self.answer()

    def answer(self):
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"bench: the native yardsticks ended with {self.process.wait()}")
        return json.loads(line)

    def take_turn(self, form):
        self.process.stdin.write(f"{form['samples']} {form['ms']}\n")
        self.process.stdin.flush()
        return self.answer()

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def java(arguments):
    cache = (BUILD / "cmake" / "CMakeCache.txt").read_text().splitlines()
    home = next(line.split("=", 1)[1] for line in cache if line.startswith("MWA_JAVA_HOME:"))
    subprocess.run([f"{home}/bin/java", *map(str, arguments)], check=True, stdout=subprocess.DEVNULL)


def jmh(benchmark, workload, form, engines=None, delay=0):
    """Runs JMH, and gives for each engine its iterations, and the bytes that one lookup allocates."""
    result = BUILD / "jmh.json"
    # The JVM's compilers get their share of the processor, no more: beside others they need longer.
    warmups = round(form["warmups"] * min(5, max(1, os.getloadavg()[0])))
    arguments = ["-jar", JAR, f"\\.{benchmark}\\.", "-p", f"workload={workload}", "-f", "1", "-foe", "true",
                 "-wi", warmups, "-w", f"{form['ms']}ms", "-i", form["samples"], "-r", f"{form['ms']}ms",
                 "-prof", "gc", "-rf", "json", "-rff", result]
    if engines:
        arguments += ["-p", "engine=" + ",".join(engines)]
    if delay:
        arguments += ["-jvmArgsAppend", f"-Dmwa.benchmarks.delay={delay}"]
    result.unlink(missing_ok=True)
    java(arguments)
    figures = {}
    for run in json.loads(result.read_text()):
        engine = run["params"].get("engine", benchmark)
        allocated = next(metric["score"] for name, metric in run["secondaryMetrics"].items()
                         if name.endswith("gc.alloc.rate.norm"))
        figures[engine] = (run["primaryMetric"]["rawData"][0], allocated)
    return figures


def benchmark_of(workload):
    if workload.endswith("-distinct"):
        return "DistinctLookup"
    return "HostileLookup" if workload.startswith("exploding") else "WarmLookup"


def our_turn(workload, form, delay, with_decision):
    """Ours, and where the decision alone is of interest, that."""
    samples, allocated = jmh(benchmark_of(workload), workload, form, ["OURS"], delay)["OURS"]
    turn = {"ours": samples}
    if with_decision:
        turn["decision"], _ = jmh("Decision", workload, form)["Decision"]
    return turn, allocated


def measure(workload, form, arguments):
    """One workload: what was measured in each turn, native ones with one turn more than ours."""
    with_decision = workload in WARM and (not arguments.guard or workload in engine_guard.decisions())
    native = Native(workload)
    try:
        native_turns = [native.take_turn(form)]
        our_turns, allocated = [], []
        for _ in range(form["rounds"]):
            turn, bytes_each = our_turn(workload, form, arguments.delay, with_decision)
            our_turns.append(turn)
            allocated.append(bytes_each)
            native_turns.append(native.take_turn(form))
        once = {}
        if not arguments.guard:
            figures = jmh(benchmark_of(workload), workload, form, JAVA)
            once = {JAVA[engine]: samples for engine, (samples, _) in figures.items()}
    finally:
        native.close()
    return {"setup": native.setup, "native": native_turns, "ours": our_turns, "once": once, "allocated": allocated}


def head():
    """What a figure must have beside it: command, machine, commit, load."""
    commit = subprocess.run(["git", "-C", str(SOURCE), "describe", "--always", "--dirty"], capture_output=True,
                            text=True).stdout.strip()
    # Not every architecture has the line.
    models = [line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")]
    cpu = models[0] if models else platform.machine()
    return {"command": "scripts/bench " + " ".join(sys.argv[1:]),
            "machine": f"{cpu}, {os.cpu_count()} processors, Linux {platform.release()}",
            "processor": sorted(os.sched_getaffinity(0)), "commit": commit,
            "date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
            "load_before": os.getloadavg()[0]}


def write_workloads(names):
    missing = [name for name in names if not (WORKLOADS / f"{name}.answers").exists()
               or (WORKLOADS / f"{name}.answers").stat().st_mtime < JAR.stat().st_mtime]
    if missing:
        java(["-cp", JAR, "net.modwsgialias.benchmarks.WorkloadFiles", WORKLOADS, *missing])


def measure_all(names, form, arguments, result):
    for name in names:
        begin = time.monotonic()
        result["workloads"][name] = measure(name, form, arguments)
        print(engine_report.line(name, result["workloads"][name]), f"({time.monotonic() - begin:.0f} s)", flush=True)


def compilation(form):
    return {name: jmh("Compilation", name, {**form, "warmups": 10, "ms": 250})["Compilation"][0]
            for name in ("tenant-10000", "middle-10000", "floating-10000", "rest-250")}


def guard(names, form, arguments, result):
    """Measures again, once and longer, what is worse than its limit: a neighbour may have been loud. Exit status."""
    worse = engine_guard.worse(result)
    if worse:
        again = [name for name in names if any(name in verdict["workloads"] for verdict in worse)]
        print(f"bench: worse than the limit, measured again: {' '.join(again)}", flush=True)
        measure_all(again, {**form, "rounds": 2 * form["rounds"], "warmups": 3 * form["warmups"]}, arguments, result)
        worse = engine_guard.worse(result)
    print(engine_guard.table(result))
    return WORSE if worse else 0


def parse():
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__.split("\n")[0])
    parser.add_argument("--guard", action="store_true", help="the short form; fails if a ratio is above its limit")
    parser.add_argument("--workloads", help="these only, with commas between them")
    parser.add_argument("--rounds", type=int, help="turns of ours for each workload")
    parser.add_argument("--cpu", type=int, default=max(os.sched_getaffinity(0)), help="the processor to run on")
    parser.add_argument("--delay", type=int, default=0, metavar="NS",
                        help="a lookup of ours takes so long at least: shows that the guard fails")
    return parser.parse_args()


def main():
    arguments = parse()
    form = dict(SHORT if arguments.guard else FULL)
    form["rounds"] = arguments.rounds or form["rounds"]
    names = arguments.workloads.split(",") if arguments.workloads else engine_guard.short() if arguments.guard else ALL
    os.sched_setaffinity(0, {arguments.cpu})
    result = {"head": head(), "form": form, "workloads": {}}
    if result["head"]["load_before"] > 1.5:
        print(f"bench: the load is {result['head']['load_before']:.1f}: do not keep these figures", file=sys.stderr)
    write_workloads(names)
    measure_all(names, form, arguments, result)
    if not arguments.guard and not arguments.workloads:
        result["compilation"] = compilation(form)
    status = guard(names, form, arguments, result) if arguments.guard else 0
    result["head"]["load_after"] = os.getloadavg()[0]
    name = "guard" if arguments.guard else "bench"
    (BUILD / f"{name}.json").write_text(json.dumps(result, indent=1))
    (BUILD / f"{name}.html").write_text(engine_report.page(result))
    print(f"bench: {BUILD / name}.json and {name}.html are written")
    return status


if __name__ == "__main__":
    sys.exit(main())
