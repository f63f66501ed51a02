"""The lines of the card as they stand, a drug's amount with its tablets or its route."""

from collections.abc import Iterator

from bot.page.view import View
from core.course.as_given import Form
from core.evidence import Line, Section

AMOUNTS = frozenset({"drug_weekly", "drug_daily"})  # lines that name an amount
WITHOUT_AMOUNT = frozenset(
    {
        "drug_recorded", "drug_held", "drug_held_until", "drug_held_up_to", "drug_ended",
        *(f"drug_given_{each}" for each in Form),
    }
)  # fmt: skip  # that computes, or that is taken
OF_DRUGS = AMOUNTS | WITHOUT_AMOUNT
NONE = iter(())  # of a plan without a day a drug that has ended has no amounts


def standing(view: View) -> Iterator[Line]:
    """Every line of the card; for each amount the line in which it may be printed."""
    doses = {str(each.medicine): iter(each.doses) for each in view.plan.said}
    for line in view.lines(Section.START):
        if line.says in AMOUNTS:
            yield next(doses.get(str(line.values["drug"]), NONE), line)
        else:
            yield line
