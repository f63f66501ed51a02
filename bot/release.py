"""Which release of the program this is, and which build of it."""

from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "core", "flows")
KINDS = frozenset({".py", ".toml", ".typ", ".otf"})  # all that the program reads of itself
DIGITS = 8


def release() -> str:
    """The version that is installed, as its package says."""
    try:
        return version("myotaper")
    except PackageNotFoundError:
        return "not installed"


@cache
def build() -> str:
    """The same with the digest of its files, by which two builds of one version are told apart; it
    stays as it was when it was first asked for, whatever is installed meanwhile."""
    return f"{release()} (build {digest(ROOT)})"


def digest(root: Path) -> str:
    """Of the program's own files below this folder: the same in a checkout and its wheel."""
    files = sorted(
        path.relative_to(root).as_posix()
        for package in PACKAGES
        for path in (root / package).rglob("*")
        if path.suffix in KINDS
    )
    each = (f"{name} {sha256((root / name).read_bytes()).hexdigest()}\n" for name in files)
    return sha256("".join(each).encode()).hexdigest()[:DIGITS]
