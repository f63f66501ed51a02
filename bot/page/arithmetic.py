"""The arithmetic of a start dose in words: weight times factor, rounding, any cap."""

from bot.page.write import Writer, escape
from core.evidence import Value
from core.guideline.schema import Guideline
from core.patient import Case, Subtype
from core.steroid import Start, StartOption


def arithmetic(writer: Writer, guideline: Guideline, case: Case, start: Start) -> list[str]:
    """The sum, then each step that changed it; last the clinician's own dose, if any."""
    option = start.suggested
    values = _values(guideline, case, option)
    said = [writer.say("arithmetic.product", values)]
    for step in option.steps:
        said.append(writer.say(f"arithmetic.{step.why}", values | {"mg": step.mg}))
    if start.override:
        said.append(writer.say("arithmetic.chosen", values | {"mg": start.mg}))
    return [escape(sentence) for sentence in said]


def _values(guideline: Guideline, case: Case, option: StartOption) -> dict[str, Value]:
    juvenile = guideline.steroid.juvenile
    rule = guideline.steroid.start
    low, high = rule.range.value
    return {
        "weight": case.weight_kg,
        "factor": option.factor,
        "raw": option.raw_mg,
        "grid": rule.nearest_mg.value,
        "low": low,
        "high": high,
        "cap": (juvenile.cap_mg if case.subtype is Subtype.JUVENILE else rule.cap_mg).value,
    }
