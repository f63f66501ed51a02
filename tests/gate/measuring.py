"""What is measured of a run that measures coverage: the packages as they are read, and each test
that is not in the list of the unmeasured, in this process and in those that it starts. What pytest
does between them would take as long again, and the tests themselves as they are read; but those of
core and flows are measured then too, as what they work out is remembered and not worked out again.
"""

import os
from collections.abc import Iterator
from importlib import import_module

import pytest
from coverage import Coverage

from tests.gate.checks import OF_THE_PURE
from tests.gate.lanes import ROOT
from tests.gate.unmeasured import RECORDS, Recorder, is_measured

PACKAGES = ("core", "flows", "bot")
IN_CHILDREN = "COVERAGE_PROCESS_CONFIG"  # a process that is begun with it measures too


class Measuring:
    """When it is, and when it is not."""

    def __init__(self, coverage: Coverage) -> None:
        self.coverage = coverage

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_collection(self) -> Iterator[None]:
        """A package is measured as it is read."""
        for package in PACKAGES:
            for path in sorted((ROOT / package).rglob("*.py")):
                place = path.relative_to(ROOT).with_suffix("")
                import_module(".".join(place.parts).removesuffix(".__init__"))
        self.stopped()
        return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_make_collect_report(self, collector: pytest.Collector) -> Iterator[None]:
        """Some tests are, as they are read."""
        if not collector.nodeid.startswith(OF_THE_PURE):
            return (yield)
        self.coverage.start()
        try:
            return (yield)
        finally:
            self.stopped()

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Iterator[None]:
        """From what is set up for a test on."""
        recorder = item.config.pluginmanager.get_plugin(RECORDS)
        if isinstance(recorder, Recorder):
            self.coverage.set_option("run:context", recorder.named(item))  # of its children
            self.coverage.start()
            self.coverage.switch_context(recorder.named(item))
        elif is_measured(item.nodeid):
            self.coverage.start()
        return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self) -> Iterator[None]:
        """Until it was taken down."""
        try:
            return (yield)
        finally:
            self.stopped()

    def stopped(self) -> None:
        """Neither here nor in a process that is begun."""
        self.coverage.stop()
        os.environ.pop(IN_CHILDREN, None)
