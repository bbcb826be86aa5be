"""A proxy between a client and Postgres, on Unix sockets, that kills the client at a statement, or
cuts its connection, or lets nothing through any more.

usage: kill_proxy.py LISTEN_FOLDER SERVER_FOLDER

A connection whose application_name is "kill-N" is let through until its client sends its N-th
statement (a simple query, an execute, or the end of a COPY), counted over all of its connections. That
one is not passed on: the client gets SIGKILL and the server loses the connection, as when the machine
of the client dies. With N = 0 nothing happens. A connection by any other name is let through.

"cut-N": both ends lose the connection at that statement, once; the client may connect again.
"answer-N": the statement is passed on, and both ends lose the connection before its answer, once.
"mute-N": from that statement on nothing is passed either way, and the connection stays open.
"step-0": each statement is held back until somebody has looked at what there is: the file held-N in
LISTEN_FOLDER says that the N-th waits, counted as for kill, and go-N lets it pass; ended says that the
client has ended.
"""

import os
import signal
import socket
import struct
import sys
import threading
import time

STATEMENTS = {b"Q", b"E", b"c"}
# After these the server is to answer, so what was gathered has to be passed on.
BOUNDARIES = {b"Q", b"S", b"H", b"c", b"d", b"f", b"X", b"p"}


def read_exactly(sock, count):
    data = b""
    while len(data) < count:
        piece = sock.recv(count - len(data))
        if not piece:
            raise EOFError
        data += piece
    return data


def startup(client):
    """The start-up message, after any request for encryption was declined."""
    while True:
        head = read_exactly(client, 4)
        (length,) = struct.unpack("!I", head)
        body = read_exactly(client, length - 4)
        (code,) = struct.unpack("!I", body[:4])
        if code in (80877103, 80877104):
            client.sendall(b"N")
            continue
        return head + body, body


class Fault:
    """What is to happen to a connection, and at which of its statements."""

    happened = set()

    def __init__(self, body):
        parts = body[4:].split(b"\0")
        settings = dict(zip(parts[0::2], parts[1::2]))
        name = settings.get(b"application_name", b"").decode()
        self.name = name
        self.kind, _, number = name.partition("-")
        self.statement = int(number) if number.isdigit() else 0
        self.is_mute = threading.Event()

    def is_due(self, seen):
        if seen != self.statement or self.name in Fault.happened:
            return False
        if self.kind in ("cut", "answer"):
            Fault.happened.add(self.name)
        return True


def pump(source, target, fault):
    try:
        while True:
            data = source.recv(1 << 16)
            if not data:
                break
            if not fault.is_mute.is_set():
                target.sendall(data)
    except OSError:
        pass
    for sock in (source, target):
        try:
            sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


class Statements:
    """How many a process has sent, over all of its connections."""

    lock = threading.Lock()
    sent = {}

    @classmethod
    def next(cls, process):
        with cls.lock:
            cls.sent[process] = cls.sent.get(process, 0) + 1
            return cls.sent[process]


def note_end(folder, process):
    """Waits for the end of a process, as far as it can be seen by who is not its parent."""
    while True:
        try:
            with open(f"/proc/{process}/stat", "rb") as file:
                if file.read().rpartition(b") ")[2].startswith(b"Z"):
                    break
        except OSError:
            break
        time.sleep(0.001)
    open(f"{folder}/ended", "w").close()


def hold(folder, statement):
    open(f"{folder}/held-{statement}", "x").close()
    while not os.path.exists(f"{folder}/go-{statement}"):
        time.sleep(0.001)


def forward(client, server, fault, process, folder):
    seen = 0
    pending = b""
    while True:
        kind = read_exactly(client, 1)
        head = read_exactly(client, 4)
        body = read_exactly(client, struct.unpack("!I", head)[0] - 4)
        if kind in STATEMENTS:
            if fault.kind in ("kill", "step"):
                seen = Statements.next(process)
            else:
                seen += 1
            if fault.kind == "step":
                hold(folder, seen)
            if fault.is_due(seen):
                if fault.kind == "kill":
                    os.kill(process, signal.SIGKILL)
                    return
                if fault.kind == "cut":
                    return
                if fault.kind == "answer":
                    fault.is_mute.set()
                    # The statement and what ends it; then the server has a moment to carry it out.
                    server.sendall(pending + kind + head + body + b"S\0\0\0\4")
                    time.sleep(0.05)
                    return
                if fault.kind == "mute":
                    fault.is_mute.set()
                    threading.Event().wait()
        pending += kind + head + body
        if kind in BOUNDARIES:
            server.sendall(pending)
            pending = b""


def serve(client, server_path, folder):
    credentials = client.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    process = struct.unpack("3i", credentials)[0]
    server = socket.socket(socket.AF_UNIX)
    fault = None
    try:
        message, body = startup(client)
        server.connect(server_path)
        server.sendall(message)
        fault = Fault(body)
        threading.Thread(target=pump, args=(server, client, fault), daemon=True).start()
        forward(client, server, fault, process, folder)
    except (EOFError, OSError):
        pass
    for sock in (server, client):
        try:
            sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        sock.close()
    if fault and fault.kind == "step":
        note_end(folder, process)


def main():
    folder, server_folder = sys.argv[1:]
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(folder + "/.s.PGSQL.5432")
    listener.listen(64)
    while True:
        client, _ = listener.accept()
        threading.Thread(
            target=serve, args=(client, server_folder + "/.s.PGSQL.5432", folder), daemon=True
        ).start()


main()
