"""A proxy between a client and Postgres, on Unix sockets, that kills the client at a statement.

usage: kill_proxy.py LISTEN_FOLDER SERVER_FOLDER

A connection whose application_name is "kill-N" is let through until its client sends its N-th
statement (a simple query, an execute, or the end of a COPY). That one is not passed on: the client
gets SIGKILL and the server loses the connection, as when the machine of the client dies. With N = 0
nothing happens. A connection by any other name is let through.
"""

import os
import signal
import socket
import struct
import sys
import threading

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


def fatal_statement(body):
    parts = body[4:].split(b"\0")
    settings = dict(zip(parts[0::2], parts[1::2]))
    name = settings.get(b"application_name", b"").decode()
    return int(name[5:]) if name.startswith("kill-") else 0


def pump(source, target):
    try:
        while True:
            data = source.recv(1 << 16)
            if not data:
                break
            target.sendall(data)
    except OSError:
        pass
    for sock in (source, target):
        try:
            sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def forward(client, server, fatal, process):
    seen = 0
    pending = b""
    while True:
        kind = read_exactly(client, 1)
        head = read_exactly(client, 4)
        body = read_exactly(client, struct.unpack("!I", head)[0] - 4)
        if kind in STATEMENTS:
            seen += 1
            if seen == fatal:
                os.kill(process, signal.SIGKILL)
                return
        pending += kind + head + body
        if kind in BOUNDARIES:
            server.sendall(pending)
            pending = b""


def serve(client, server_path):
    credentials = client.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    process = struct.unpack("3i", credentials)[0]
    server = socket.socket(socket.AF_UNIX)
    try:
        message, body = startup(client)
        server.connect(server_path)
        server.sendall(message)
        threading.Thread(target=pump, args=(server, client), daemon=True).start()
        forward(client, server, fatal_statement(body), process)
    except (EOFError, OSError):
        pass
    for sock in (server, client):
        try:
            sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        sock.close()


def main():
    folder, server_folder = sys.argv[1:]
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(folder + "/.s.PGSQL.5432")
    listener.listen(64)
    while True:
        client, _ = listener.accept()
        threading.Thread(
            target=serve, args=(client, server_folder + "/.s.PGSQL.5432"), daemon=True
        ).start()


main()
