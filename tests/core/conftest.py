"""The shipped guideline, and a case that differs from an ordinary one in what a test names."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from bot.guideline import shipped
from core.guideline.schema import Guideline
from core.patient import Case, Ild, Severity, Subtype

MakeCase = Callable[..., Case]

ORDINARY: dict[str, Any] = {
    "weight_kg": Decimal("70"),
    "subtype": Subtype.DERMATOMYOSITIS,
    "severity": Severity.MODERATE,
    "ild": Ild.NO,
    "start_date": date(2026, 11, 23),
    "hold_weeks": 4,
}


@pytest.fixture(scope="session")
def guideline() -> Guideline:
    return shipped()


@pytest.fixture(scope="session")
def make_case() -> MakeCase:
    """An adult of 70 kg with moderate dermatomyositis, no lung disease, and what is named."""

    def make(**answers: object) -> Case:
        if "weight_kg" in answers:
            answers["weight_kg"] = Decimal(str(answers["weight_kg"]))
        if "start_mg" in answers:
            answers["start_mg"] = Decimal(str(answers["start_mg"]))
        return Case(**(ORDINARY | answers))

    return make
