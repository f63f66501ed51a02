"""What every test can rely on: no network beyond this machine, and the same examples each run."""

import gc
import signal
import sys
from typing import Any, NoReturn

import pytest
from coverage import Coverage
from hypothesis import settings

from tests.campaigns import size
from tests.gate.measuring import Measuring

HERE = {"127.0.0.1", "::1", "localhost", None}

EXAMPLES = size("properties")  # of each property that names no number of its own
settings.register_profile("steady", deadline=None, derandomize=True, max_examples=EXAMPLES)
settings.register_profile("explore", deadline=None, max_examples=2_000)
settings.register_profile("campaign", deadline=None, database=None, max_examples=EXAMPLES)
settings.load_profile("steady")


def pytest_configure(config: pytest.Config) -> None:
    """What is measured is no more than has to be."""
    if coverage := Coverage.current():
        config.pluginmanager.register(Measuring(coverage), "measuring")


def pytest_collection_finish() -> None:
    """What is there before the first test stays: nobody looks through it again and again."""
    gc.collect()
    gc.freeze()


def interrupted(*_signal: object) -> NoReturn:
    """Ctrl-C ends the run."""
    raise KeyboardInterrupt


def pytest_runtest_setup() -> None:
    """By a handler of our own. Instead of Python's own one each loop would put in another and, as
    it takes it out, write down what it has run: all that a fixture gives, a whole world of it."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, interrupted)


def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """What a module of tests remembers goes with it: it would be carried on into each process
    that is begun later."""
    module = item.getparent(pytest.Module)
    if module and (nextitem is None or nextitem.getparent(pytest.Module) is not module):
        for each in vars(module.obj).values():
            if getattr(each, "__module__", "") == module.obj.__name__:
                getattr(each, "cache_clear", nothing)()


def nothing() -> None:
    """Nothing was remembered."""


class NetworkUsed(RuntimeError):
    """A test reached for a machine other than this one."""


def refuse_network(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    if (host.decode() if isinstance(host, bytes) else host) not in HERE:
        raise NetworkUsed(host)


sys.addaudithook(refuse_network)
