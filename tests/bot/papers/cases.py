"""Plans for papers: the worked examples, the longest taper, and what has a course behind it."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from bot.guideline import shipped
from bot.page.view import View
from bot.page.write import Writer
from bot.words import catalogue
from core.plan import Outcome, Plan, plan_for
from tests.bot.page.screens import record_of
from tests.oracle.worked import KNOWN

VIGNETTES = Path(__file__).parents[2] / "core" / "vignettes.toml"
LONGEST = KNOWN | {
    "weight_kg": 80, "subtype": "polymyositis", "severity": "severe", "ild": "no",
    "tail": "slow4w",
}  # fmt: skip


@cache
def cases() -> Mapping[str, Mapping[str, Any]]:
    """Every worked example that has a schedule, and the longest taper, in every region."""
    named = tomllib.loads(VIGNETTES.read_text("utf-8"))["vignette"]
    found = {
        each["name"].split()[0]: (each["case"] if each.get("rest") else KNOWN | each["case"])
        for each in named
        if each["expect"]["outcome"] == Outcome.PLAN
    }
    return found | {"longest": LONGEST, "uk": LONGEST | {"region": "uk"}, "eu": LONGEST | {"region": "eu"}}


def view_of(case: Mapping[str, Any], *, kept: bool = True, today: date | None = None) -> View:
    """The plan of a case, kept under a label or not."""
    plan = plan_for(shipped(), case)
    assert isinstance(plan, Plan)
    return View(
        writer=Writer(catalogue(), plan.case.region),
        guideline=shipped(),
        plan=plan,
        record=record_of(case, plan) if kept else None,
        today=today,
        zone="Europe/Berlin",
    )


def views() -> Iterator[tuple[str, View]]:
    for name, case in cases().items():
        yield name, view_of(case)
