"""A small Redis on a thread: the commands that Django's cache sends, and nothing else."""

import contextlib
import socketserver
import threading
from typing import Any

NOTHING = b"_\r\n"


class Handler(socketserver.StreamRequestHandler):
    server: "StandIn"
    waiting: list[tuple[bytes, list[bytes]]] | None = None

    def handle(self) -> None:
        self.server.sockets.append(self.connection)
        while (line := self.rfile.readline()).startswith(b"*"):
            parts = []
            for _part in range(int(line[1:])):
                size = int(self.rfile.readline()[1:])
                parts.append(self.rfile.read(size + 2)[:-2])
            self.wfile.write(self.queued(parts[0].upper(), parts[1:]))

    def queued(self, name: bytes, values: list[bytes]) -> bytes:
        """Between MULTI and EXEC everything waits."""
        if name == b"MULTI":
            self.waiting = []
            return b"+OK\r\n"
        if name == b"EXEC":
            waiting, self.waiting = self.waiting or [], None
            return b"*%d\r\n" % len(waiting) + b"".join(self.answer(*one) for one in waiting)
        if self.waiting is not None:
            self.waiting.append((name, values))
            return b"+QUEUED\r\n"
        return self.answer(name, values)

    def answer(self, name: bytes, values: list[bytes]) -> bytes:
        rows = self.server.rows
        if name == b"SET":
            if b"NX" in values and values[0] in rows:
                return NOTHING
            rows[values[0]] = values[1]
        elif name == b"MSET":
            rows.update(zip(values[::2], values[1::2], strict=True))
        elif name == b"GET":
            return bulk(rows.get(values[0]))
        elif name == b"MGET":
            return b"*%d\r\n" % len(values) + b"".join(bulk(rows.get(key)) for key in values)
        elif name == b"EXISTS":
            return b":%d\r\n" % (values[0] in rows)
        elif name == b"DEL":
            return b":%d\r\n" % sum(rows.pop(key, None) is not None for key in values)
        elif name == b"INCRBY":
            rows[values[0]] = b"%d" % (int(rows[values[0]]) + int(values[1]))
            return b":" + rows[values[0]] + b"\r\n"
        elif name == b"HELLO":
            return b"%1\r\n$5\r\nproto\r\n:3\r\n"
        return b"+OK\r\n"


def bulk(value: bytes | None) -> bytes:
    return NOTHING if value is None else b"$%d\r\n%b\r\n" % (len(value), value)


class StandIn(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.rows: dict[bytes, bytes] = {}
        self.sockets: list[Any] = []
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def die(self) -> None:
        """As a killed process: the port is closed, and so is every connection."""
        self.shutdown()
        self.server_close()
        for connection in self.sockets:
            with contextlib.suppress(OSError):  # It was gone already.
                connection.shutdown(2)
