"""A plugin of pytest: after so many seconds no further test begins, and that is said."""

import time

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--seconds 40`."""
    parser.addoption("--seconds", type=float, required=True)


def pytest_configure(config: pytest.Config) -> None:
    """The time runs from here."""
    config.pluginmanager.register(Limit(config.getoption("--seconds")), "limit")


class Limit:
    """How long it may go on, and how much was begun by then."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.end = time.monotonic() + seconds
        self.begun = self.all = 0

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """So many there are."""
        self.all = len(session.items)

    def pytest_runtest_protocol(self, item: pytest.Item) -> None:
        """One more begins; it is the last one where the time is up."""
        self.begun += 1
        if time.monotonic() > self.end:
            item.session.shouldstop = f"{self.seconds:.0f} seconds are over"

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """To have no time for all is no failure; to have nothing to do is none either."""
        stopped = exitstatus == pytest.ExitCode.INTERRUPTED and session.shouldstop
        if not session.testsfailed and (
            stopped or exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED
        ):
            session.exitstatus = pytest.ExitCode.OK

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """What was left out is named."""
        if left := self.all - self.begun:
            terminalreporter.write_line(
                f"The time is up: {left} of {self.all} tests were not begun, "
                "`python3 start.py test` takes all."
            )
