"""The open prompt of a draft as text: progress, answers so far, question, and the review."""

from collections.abc import Mapping
from datetime import date

from bot.page.write import Writer, bold, day, escape, sentence
from core.answers import open_questions
from core.evidence import Section, Value
from core.interlocks import Level
from core.plan import Plan
from core.steroid.start_dose import Because
from flows.talk.replies import Ask, NoPlan, Review, Signs, Words

SUMS = frozenset({"start_dose", *(f"start_{why}" for why in Because)})
NAMED_UNKNOWN = 6  # keys that the review names; the rest are counted


def question(writer: Writer, ask: Ask) -> str:
    """The prompt of one question; what was wrong with the last answer stands first."""
    return _joined(
        _refused(writer, ask.refused, ask.refused_values),
        [bold(_head(writer, ask))] if ask.label else [],
        _answers(writer, ask.answers, "", None),
        [escape(writer.say(ask.says, ask.values))],
        _why(writer, ask.why),
    )


def review(writer: Writer, shown: Review) -> str:
    """Every answer read back with the start dose, its arithmetic and the points to confirm."""
    plan = shown.plan
    key = "review.made" if shown.made else "review.revising" if shown.revises else "review.head"
    return _joined(
        _refused(writer, shown.refused, shown.refused_values),
        [bold(_say(writer, key, label=shown.label, revision=shown.revises + 1))],
        _emergency(writer, shown),
        _answers(writer, shown.answers, shown.entered, shown.entered_on),
        _taper(writer, plan),
        _agent(writer, shown),
        _lower(writer, shown),
        _unknown(writer, shown),
        _signs(writer, shown),
        _points(writer, shown),
        _why(writer, shown.why),
    )


def no_plan(writer: Writer, shown: NoPlan) -> str:
    """Why no plan is made for this draft, and what to do instead."""
    head = bold(_say(writer, "review.no_plan", label=shown.label))
    return f"{head}\n\n{case_without_plan(writer, shown.plan)}"


def case_without_plan(writer: Writer, plan: Plan) -> str:
    """Why this subtype has no plan, and what to do instead."""
    return "\n".join(
        f"• {sentence(writer, line)}"
        for line in plan.lines
        if line.section in {Section.START, Section.DECLINED}
    )


def _joined(*blocks: list[str]) -> str:
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _say(writer: Writer, key: str, **values: Value) -> str:
    return escape(writer.say(key, values))


def _head(writer: Writer, ask: Ask) -> str:
    if ask.revises:
        return _say(writer, "prompt.revising", label=ask.label, revision=ask.revises + 1)
    if ask.step is None:
        return _say(writer, "prompt.head", label=ask.label)
    step, steps = ask.step
    return _say(writer, "prompt.step", label=ask.label, step=step, steps=steps)


def _refused(writer: Writer, reason: str | None, values: Mapping[str, Value]) -> list[str]:
    return [escape(writer.say(f"refused.{reason}", values))] if reason else []


def _why(writer: Writer, why: str | None) -> list[str]:
    return [f"<i>{escape(writer.say(why))}</i>"] if why else []


def _answers(
    writer: Writer,
    answers: tuple[tuple[str, Words], ...],
    entered: str,
    entered_on: date | None,
) -> list[str]:
    return [_answer(writer, key, value, entered, entered_on) for key, value in answers]


def _answer(writer: Writer, key: str, value: Words, entered: str, on: date | None) -> str:
    name, text = writer.words[f"answers.{key}"], given(writer, key, value)
    if key == "weight_kg" and on is not None:
        after = "review.entered_as" if entered else "review.entered"
        note = writer.say(after, {"day": day(on), "entered": entered})
        return f"{escape(name)}: {bold(escape(text))} {escape(note)}"
    return f"{escape(name)}: {bold(escape(text))}"


def given(writer: Writer, key: str, value: Words) -> str:
    """An answer in words, with the unit its key is asked in."""
    if isinstance(value, bool):
        return writer.words["why.yes" if value else "why.no"]
    text = writer.value(value)
    unit = f"units.{key}"
    return writer.say(unit, {"value": text}) if unit in writer.words else text


def _taper(writer: Writer, plan: Plan) -> list[str]:
    """The start dose with its arithmetic, when the first step comes, how the taper ends."""
    if plan.start is None:
        return []
    said = [_choice(writer, "start_dose", _say(writer, "review.start", mg=plan.start.mg))]
    sums = [sentence(writer, line) for line in plan.lines if line.says in SUMS]
    said += [f"<i>{each}</i>" for each in sums]
    if plan.periods:
        hold = _say(writer, "review.hold", weeks=plan.case.hold_weeks)
        said.append(_choice(writer, "first_step", hold))
        said.append(_choice(writer, "tail", escape(writer.term(plan.case.tail))))
    said.append(_choice(writer, "first_day", escape(writer.value(plan.case.start_date))))
    return said


def _agent(writer: Writer, shown: Review) -> list[str]:
    """When an agent that is ready begins, with its first amount, or that it does not yet."""
    return [escape(writer.say(shown.agent.says, shown.agent.values))] if shown.agent else []


def _lower(writer: Writer, shown: Review) -> list[str]:
    """Why a lower start dose is offered, where it is."""
    why = tuple(writer.words[f"keys.{key}"] for key in shown.lower_for)
    return [_say(writer, "review.lower", why=why)] if why else []


def _choice(writer: Writer, name: str, text: str) -> str:
    return f"{_say(writer, f'review.{name}')}: {bold(text)}"


def _unknown(writer: Writer, shown: Review) -> list[str]:
    """The first few keys that were not answered, and how many more; none once it is made."""
    names = [
        writer.words[f"keys.{key}"] for key in open_questions(shown.plan.case, shown.plan.unknown)
    ]
    if not names or shown.made:
        return []
    few, more = tuple(names[:NAMED_UNKNOWN]), len(names[NAMED_UNKNOWN:])
    key = "review.not_asked" if more else "review.not_asked_few"
    return [_say(writer, key, keys=few, more=more)]


def _emergency(writer: Writer, shown: Review) -> list[str]:
    """What must be done now, above everything else."""
    if shown.signs is not Signs.PRESENT:
        return []
    urgent = {notice.code for notice in shown.plan.notices if notice.level is Level.EMERGENCY}
    lines = [sentence(writer, line) for line in shown.plan.lines if line.says in urgent]
    return [bold(line) for line in (*lines, _say(writer, "review.signs_present"))]


def _signs(writer: Writer, shown: Review) -> list[str]:
    """The question for emergency signs, or its answer; a sign that is present stands on top."""
    if shown.signs in {Signs.NOT_ASKED, Signs.PRESENT}:
        return []
    return [_say(writer, f"review.signs_{shown.signs}")]


def _points(writer: Writer, shown: Review) -> list[str]:
    """What one press confirms, or has confirmed."""
    if shown.signs is Signs.PRESENT:
        return []
    points = [
        f"{number}. {_say(writer, f'notices.{code}')}"
        for number, code in enumerate(shown.points, start=1)
    ]
    head = "review.confirmed" if shown.made else "review.confirm"
    return [bold(_say(writer, head)), *points] if points else []
