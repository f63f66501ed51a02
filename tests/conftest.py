"""What every test can rely on: no network beyond this machine, and the same examples each run."""

import gc
import sys
from typing import Any

import pytest
from hypothesis import settings

from tests.campaigns import size
from tests.gate.unmeasured import RECORDS, listed, name_of

HERE = {"127.0.0.1", "::1", "localhost", None}

EXAMPLES = size("properties")  # of each property that names no number of its own
settings.register_profile("steady", deadline=None, derandomize=True, max_examples=EXAMPLES)
settings.register_profile("explore", deadline=None, max_examples=2_000)
settings.register_profile("campaign", deadline=None, database=None, max_examples=EXAMPLES)
settings.load_profile("steady")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Those of the list are not measured."""
    names = frozenset() if config.pluginmanager.hasplugin(RECORDS) else listed()
    for each in items:
        if name_of(each) in names:
            each.add_marker("no_cover")


def pytest_collection_finish() -> None:
    """What is there before the first test stays: nobody looks through it again and again."""
    gc.collect()
    gc.freeze()


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
