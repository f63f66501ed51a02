"""What was answered: which of the open questions are questions at all."""

import pytest

from core.amounts import UNKNOWN
from core.answers import open_questions
from core.patient import Sex
from tests.core.conftest import MakeCase

OPEN = ("pregnancy", "egfr", "sex")


@pytest.mark.parametrize(
    ("sex", "asked"), [(Sex.MALE, OPEN[1:]), (Sex.FEMALE, OPEN), (UNKNOWN, OPEN)], ids=str
)
def test_a_man_is_not_asked_whether_he_is_pregnant(
    make_case: MakeCase, sex: object, asked: tuple[str, ...]
) -> None:
    assert open_questions(make_case(sex=sex), OPEN) == asked
