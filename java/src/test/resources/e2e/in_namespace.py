"""Runs a command in the network namespace of a process, and relays to it what comes for its port on 127.0.0.1 here.

A socket stays in the namespace that it was made in: the one that listens is made before this process changes to the
other namespace, and those that connect are made afterwards.
"""

import ctypes
import os
import re
import signal
import socket
import sys
import threading

CLONE_NEWNET = 0x40000000
PR_SET_PDEATHSIG = 1


def copy(source, target):
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        source.close()
        target.close()


def relay(listener, port):
    while True:
        client = listener.accept()[0]
        try:
            server = socket.create_connection(('127.0.0.1', port))
        except OSError:
            client.close()
            continue
        for source, target in ((client, server), (server, client)):
            threading.Thread(target=copy, args=(source, target), daemon=True).start()


libc = ctypes.CDLL(None, use_errno=True)
namespace, command = sys.argv[1], sys.argv[2:]
with open(command[-1], encoding='latin-1') as configuration:
    port = int(re.search(r'(?m)^Define PORT (\d+)', configuration.read())[1])
listener = socket.create_server(('127.0.0.1', port))
with open(namespace) as file:
    if libc.setns(file.fileno(), CLONE_NEWNET):
        sys.exit('setns: ' + os.strerror(ctypes.get_errno()))
parent = os.getpid()
if not os.fork():
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() == parent:
        relay(listener, port)
    sys.exit()
listener.close()
os.execvp(command[0], command)
