"""Dashboard, alerts and run book name what the program exposes, and all of it is documented."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

import promql_parser
import pytest
import yaml
from yamllint import linter
from yamllint.config import YamlLintConfig

from bot.measures import Measures
from bot.metrics.exposition import PREFIX
from bot.metrics.snapshot import Snapshot
from bot.metrics.table import METRICS, Kind, Metric
from flows.talk.known import Upkeep

OF_HISTOGRAM = ("bucket", "count", "sum")
OF_PROMETHEUS = {"up", "ALERTS"}
GIVEN = {"job", "instance"}  # by Prometheus
ROW = re.compile(r"^\| `(?P<name>[A-Za-z_]+)` \| (?P<cells>.*) \|$", re.M)
PARTS = ("lhs", "rhs", "expr", "args", "vector_selector")
YAMLS = ("alerts.yml", "alerts_test.yml", "scrape.yml")
LENIENT = """
extends: default
rules: {line-length: {max: 150}, document-start: disable}
"""


def exposed(metric: Metric) -> set[str]:
    """The names under which its samples are read."""
    parts = OF_HISTOGRAM if metric.kind is Kind.HISTOGRAM else ()
    return {f"{PREFIX}{metric.name}_{part}" for part in parts} or {f"{PREFIX}{metric.name}"}


ANYWHERE = Snapshot(
    now=datetime(2026, 11, 22, 12, tzinfo=UTC), version="1", up_seconds=1, tally=None, failing=0,
    unreadable=0, outages=frozenset(), upkeep=Upkeep(), poll_seconds=1, backup_seconds=None,
    messages={}, unshown=0, measures=Measures(), receptions={},
)  # fmt: skip
EXPOSED = MappingProxyType({name: metric for metric in METRICS for name in exposed(metric)})


def selectors(expression: object) -> Iterator[promql_parser.VectorSelector]:
    """Every selector in it."""
    if isinstance(expression, promql_parser.VectorSelector):
        yield expression
        return
    for part in PARTS:
        found = getattr(expression, part, None)
        for each in found if isinstance(found, list) else [found]:
            if each is not None:
                yield from selectors(each)


def alerts(root: Path) -> list[dict[str, str]]:
    (group,) = yaml.safe_load((root / "deploy/monitoring/alerts.yml").read_text())["groups"]
    return group["rules"]


def panels(root: Path) -> list[dict]:
    return json.loads((root / "deploy/monitoring/dashboard.json").read_text())["panels"]


def shown(root: Path) -> list[str]:
    return [target["expr"] for panel in panels(root) for target in panel.get("targets", ())]


def asked(root: Path) -> dict[str, list[str]]:
    """The expressions of dashboard and alerts, as Prometheus gets them."""
    alarming = [rule["expr"] for rule in alerts(root)]
    ready = [each.replace("$__rate_interval", "5m") for each in shown(root)]
    return {"dashboard": ready, "alerts": alarming}


def documented(root: Path, page: str, heading: str) -> dict[str, str]:
    """The rows of the table below this heading of the page, by their name."""
    text = (root / "deploy" / page).read_text(encoding="utf-8")
    below = text.split(f"\n{heading}\n")[1].split("\n#")[0]
    return {row["name"]: row["cells"] for row in ROW.finditer(below)}


@pytest.mark.parametrize("where", ["dashboard", "alerts"])
def test_what_is_asked_for_is_exposed_with_these_labels(root, where):
    asked_for = [
        each
        for expression in asked(root)[where]
        for each in selectors(promql_parser.parse(expression))
    ]
    assert asked_for
    for each in asked_for:
        if each.name in OF_PROMETHEUS:
            continue
        labels = {EXPOSED[each.name].label, "le"} | GIVEN
        assert {matcher.name for matcher in each.matchers.matchers} <= labels, each.name


def test_an_alert_waits_for_a_value_that_its_label_can_have(root):
    """One that is misspelt would never be heard of."""
    known = {name: metric.read(ANYWHERE).keys() for name, metric in EXPOSED.items()}
    meant = [
        (each.name, matcher.value)
        for expression in asked(root)["alerts"]
        for each in selectors(promql_parser.parse(expression))
        for matcher in each.matchers.matchers
        if matcher.name not in GIVEN
    ]
    assert meant
    for name, value in meant:
        assert set(value.split("|")) <= known[name], name


def test_everything_that_is_exposed_is_on_the_dashboard(root):
    asked_for = {
        each.name
        for expression in asked(root)["dashboard"]
        for each in selectors(promql_parser.parse(expression))
    }
    assert {m.name for m in METRICS if not exposed(m) & asked_for} == set()


def test_every_metric_has_its_row_and_no_other_is_documented(root):
    rows = {
        f"{PREFIX}{m.name}": f"{m.kind}{f', by `{m.label}`' if m.label else ''} | "
        f"{m.means} | {m.source}"
        for m in METRICS
    }
    assert documented(root, "MONITORING.md", "## Metrics") == rows


def test_every_alert_has_its_line_in_the_run_book_and_no_other_has_one(root):
    rows = documented(root, "README.md", "### Alerts")
    assert list(rows) == [rule["alert"] for rule in alerts(root)]
    assert all(len(cells.split(" | ")) == 2 for cells in rows.values())


def test_every_alert_says_how_urgent_it_is_and_what_has_happened(root):
    for rule in alerts(root):
        assert rule["labels"]["severity"] in {"page", "ticket"}
        assert rule["annotations"]["summary"].endswith(".")


def test_panels_lie_beside_each_other_and_have_an_id_of_their_own(root):
    taken = set[tuple[int, int]]()
    for panel in panels(root):
        at = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(at["x"], at["x"] + at["w"])
            for y in range(at["y"], at["y"] + at["h"])
        }
        assert not cells & taken, panel["title"]
        assert at["x"] + at["w"] <= 24
        taken |= cells
    ids = [panel["id"] for panel in panels(root)]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("name", YAMLS)
def test_the_files_are_as_the_linter_wants_them(root, name):
    text = (root / "deploy/monitoring" / name).read_text(encoding="utf-8")
    assert [str(each) for each in linter.run(text, YamlLintConfig(LENIENT))] == []
