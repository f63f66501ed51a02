"""What may be printed: medicines in the order of the plan, each caution once."""

from decimal import Decimal

from core.guideline.schema import Guideline
from core.patient import EarlierDose, Hbv, Region
from core.plan import make_plan
from core.sayable import Medicine, beside_steroid, each_once, of
from tests.core.conftest import MakeCase
from tests.core.known import KNOWN


def says(lines) -> list[str]:
    return [each.says for each in lines]


def test_what_came_before_the_steroid_stands_first_then_every_caution_once(
    guideline: Guideline, make_case: MakeCase
) -> None:
    before = (EarlierDose(mg=Decimal(178), days=9),)
    answers = {"earlier_steroid": before, "pulse_days": 3, "hbv": Hbv.POSITIVE, "dysphagia": True}
    said = make_plan(guideline, make_case(**KNOWN | answers)).said
    assert says(beside_steroid(said)) == [
        "earlier_steroid",
        "pulse_given_open",
        "steroid_hbv",
        "steroid.start.swallowing",
    ]
    pulse = {"pulse_mg": Decimal(90)}
    small = make_plan(guideline, make_case(**KNOWN | answers | pulse)).said
    assert says(beside_steroid(small)) == [
        "earlier_steroid",
        "pulse_given",
        "pulse_below_250",
        "steroid_hbv",
        "steroid.start.swallowing",
    ]


def test_only_the_medicines_that_are_asked_for_are_printed(
    guideline: Guideline, make_case: MakeCase
) -> None:
    said = make_plan(guideline, make_case(**KNOWN, region=Region.UK)).said
    medicines = [each.medicine for each in said]
    assert medicines == [
        "steroid", "methotrexate", "folic_acid", "atovaquone", "pentamidine", "tmp_smx",
    ]  # fmt: skip
    assert of(said) == ()
    found = of(said, Medicine.TMP_SMX, Medicine.METHOTREXATE, Medicine.DAPSONE)
    assert [each.medicine for each in found] == ["methotrexate", "tmp_smx"]
    twice = each_once((*found, *found))
    assert says(twice) == [
        "prevention.pneumocystis.override",
        "prevention.pneumocystis.caution.tmp_smx_plus_methotrexate",
    ]
    assert twice[0].because[0].key == "prevention.pneumocystis.override"
