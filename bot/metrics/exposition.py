"""The metrics as a monitoring system reads them: Prometheus' text, by the library for it."""

from collections.abc import Iterator, Mapping
from itertools import accumulate

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.metrics_core import Metric as Family

from bot.measures import Durations
from bot.metrics.snapshot import Snapshot
from bot.metrics.table import METRICS, Metric

PREFIX = "myotaper_"
CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
COUNTED = "_total"  # ends the name of a counter, and not that of its family


def exposed(at: Snapshot) -> bytes:
    """Every metric as it is at this moment."""
    registry = CollectorRegistry()
    registry.register(_Collected(at))
    return generate_latest(registry)


def exposed_beside(version: str, up_seconds: float) -> bytes:
    """What a process tells that stands by: which one it is, for how long, and that it does."""
    registry = CollectorRegistry()
    registry.register(_Beside(version, up_seconds))
    return generate_latest(registry)


class _Beside:
    """The families of one that stands by."""

    def __init__(self, version: str, up_seconds: float) -> None:
        self._version, self._up_seconds = version, up_seconds

    def describe(self) -> tuple[Family, ...]:
        """Nothing beforehand: all are in `collect`."""
        return ()

    def collect(self) -> Iterator[Family]:
        """Which it is, and that it does not lead."""
        by_name = {each.name: each for each in METRICS}
        for name, labels, value in (
            ("info", {"version": self._version}, 1),
            ("leader", {}, 0),
            ("up_seconds", {}, self._up_seconds),
        ):
            family = Family(f"{PREFIX}{name}", by_name[name].means, by_name[name].kind.value)
            family.add_sample(f"{PREFIX}{name}", labels, value)
            yield family


class _Collected:
    """What the library asks for its families."""

    def __init__(self, at: Snapshot) -> None:
        self._at = at

    def describe(self) -> tuple[Family, ...]:
        """Nothing beforehand: all are in `collect`."""
        return ()

    def collect(self) -> Iterator[Family]:
        """Each with the values that are known."""
        return (_family(metric, self._at) for metric in METRICS)


def _family(metric: Metric, at: Snapshot) -> Family:
    name = f"{PREFIX}{metric.name}"
    family = Family(name.removesuffix(COUNTED), metric.means, metric.kind.value)
    for value, measured in metric.read(at).items():
        labels = {metric.label: value} if metric.label else {}
        if isinstance(measured, Durations):
            _add_durations(family, labels, measured)
        else:
            family.add_sample(name, labels, measured)
    return family


def _add_durations(family: Family, labels: Mapping[str, str], durations: Durations) -> None:
    bounds = (*(f"{each:g}" for each in durations.bounds), "+Inf")
    for bound, count in zip(bounds, accumulate(durations.counts), strict=True):
        family.add_sample(f"{family.name}_bucket", {**labels, "le": bound}, count)
    family.add_sample(f"{family.name}_count", {**labels}, sum(durations.counts))
    family.add_sample(f"{family.name}_sum", {**labels}, durations.total)
