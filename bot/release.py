"""Which release of the program this is."""

from importlib.metadata import PackageNotFoundError, version


def release() -> str:
    """The version that is installed, as its package says."""
    try:
        return version("myotaper")
    except PackageNotFoundError:
        return "not installed"
