"""The text of the metrics, read as a monitoring system reads it."""

import socket
from collections.abc import Mapping
from dataclasses import dataclass

from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from bot.metrics.table import Kind, Metric


@dataclass(frozen=True, slots=True)
class Scraped:
    """Every sample of it."""

    samples: tuple[Sample, ...]

    @classmethod
    def of(cls, text: bytes) -> "Scraped":
        """Raises ValueError where it is no such text."""
        families = text_string_to_metric_families(text.decode())
        return cls(tuple(sample for family in families for sample in family.samples))

    @property
    def names(self) -> set[str]:
        """Of every sample."""
        return {each.name.removeprefix("myotaper_") for each in self.samples}

    def by(self, name: str) -> Mapping[str, float]:
        """The values of one, by its only label or nothing."""
        return {
            "".join(each.labels.values()): each.value
            for each in self.samples
            if each.name == f"myotaper_{name}"
        }

    def one(self, name: str) -> float:
        """The only value of one that has no label."""
        return self.by(name)[""]


def samples_of(metric: Metric) -> tuple[str, ...]:
    """The names under which its values are read."""
    if metric.kind is not Kind.HISTOGRAM:
        return (metric.name,)
    return tuple(f"{metric.name}_{part}" for part in ("bucket", "count", "sum"))


def free_port() -> int:
    """One of this machine that nobody has."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
    return port
