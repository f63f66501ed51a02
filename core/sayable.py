"""What may be printed of a medicine: its doses, and what the answers say of it beside them.

Every screen, reminder and paper that prints a medicine takes both from here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from core.evidence import Line


class Medicine(StrEnum):
    """What a plan can print a dose of."""

    EARLIER_STEROID = "earlier_steroid"  # whatever was taken before the plan
    STEROID = "steroid"
    METHYLPREDNISOLONE = "methylprednisolone"
    METHOTREXATE = "methotrexate"
    FOLIC_ACID = "folic_acid"
    AZATHIOPRINE = "azathioprine"
    MYCOPHENOLATE = "mycophenolate"
    TMP_SMX = "tmp_smx"
    ATOVAQUONE = "atovaquone"
    PENTAMIDINE = "pentamidine"
    DAPSONE = "dapsone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sayable:
    """One medicine as it may be printed."""

    medicine: Medicine
    doses: tuple[Line, ...] = ()  # every answer is applied already; none: withheld
    cautions: tuple[Line, ...] = ()  # stand on the same screen and the same paper


def of(said: Iterable[Sayable], *medicines: Medicine) -> tuple[Sayable, ...]:
    """What may be printed of these medicines, in the order of the plan."""
    return tuple(each for each in said if each.medicine in medicines)


def each_once(said: Iterable[Sayable]) -> tuple[Line, ...]:
    """Every caution of these medicines, each once."""
    return tuple({line.says: line for each in said for line in each.cautions}.values())


def beside_steroid(said: Iterable[Sayable]) -> tuple[Line, ...]:
    """What came before the first oral dose, then every caution of it and of the steroid."""
    found = tuple(said)
    before = of(found, Medicine.EARLIER_STEROID, Medicine.METHYLPREDNISOLONE)
    cautions = each_once((*before, *of(found, Medicine.STEROID)))
    return (*(line for each in before for line in each.doses), *cautions)
