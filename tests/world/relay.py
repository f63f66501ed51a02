"""Stands between a client and a server on this machine, and cuts them off when it is told to."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

NAME = ".s.PGSQL.5432"
Watch = Callable[[bytes], bool]


class Relay:
    """Passes everything on; `cuts` looks at what a client says and may end its connection."""

    def __init__(self, at: Path, to: Path) -> None:
        at.mkdir(exist_ok=True)
        self._to = to / NAME
        self._open = list[socket.socket]()
        self.before: Watch = lambda _: False  # it is cut, and the server never hears of this
        self.after: Watch = lambda _: False  # it is cut once the server has answered this
        self.shut = False  # nobody gets through
        self._lost = set[socket.socket]()  # over which nothing is passed on any more
        self._listens = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listens.bind(str(at / NAME))
        self._listens.listen()
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Every connection is gone."""
        there, self._open = self._open, []
        for each in there:
            _end(each)

    def lose(self) -> None:
        """Whatever is said over those that are open now is lost, and nobody is told."""
        self._lost.update(self._open)

    def close(self) -> None:
        """Nobody is let through any more."""
        _end(self._listens)
        self.cut()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listens.accept()
                server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
                if self.shut or server.connect_ex(str(self._to)):
                    _end(client, server)
                else:
                    self._between(client, server)

    def _between(self, client: socket.socket, server: socket.socket) -> None:
        self._open += [client, server]
        last = threading.Event()
        for each in (self._ask, self._answer):
            threading.Thread(target=each, args=(client, server, last), daemon=True).start()

    def _ask(self, client: socket.socket, server: socket.socket, last: threading.Event) -> None:
        with suppress(OSError):
            while said := client.recv(65_536):
                if client in self._lost:
                    continue
                if self.before(said):
                    break
                if self.after(said):
                    last.set()
                server.sendall(said)
        _end(client, server)

    def _answer(self, client: socket.socket, server: socket.socket, last: threading.Event) -> None:
        with suppress(OSError):
            while said := server.recv(65_536):
                if server in self._lost:
                    continue
                if last.is_set():
                    break
                client.sendall(said)
        _end(client, server)


def _end(*sockets: socket.socket) -> None:
    for each in sockets:
        with suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
        each.close()
