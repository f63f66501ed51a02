"""The open prompt of a draft as text: progress, answers so far, question, and the review."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.page.parts import joined, seen
from bot.page.plan.doses import SUMS
from bot.page.plan.matters import urgent_among, urgent_line
from bot.page.write import Writer, bold, day, escape, sentence, written
from core.answers import open_questions
from core.evidence import Section, Value
from core.plan import Plan
from flows.talk.replies import AnswersChange, Ask, Changed, NoPlan, Review, Signs, Words

ROOM = 450  # characters of a review, as Telegram counts them
# What is said shorter, in this order, until it fits: nothing, the details that were answered and
# those that were not, the points to confirm, how the taper goes and of emergency signs and
# points the one that is over, or cannot be confirmed yet.
WHOLE, COUNTED, BRIEF, SLIM, SLIMMEST = LESS = range(5)


def question(writer: Writer, ask: Ask) -> str:
    """The prompt of one question; what was wrong with the last answer stands first."""
    return joined(
        _refused(writer, ask.refused, ask.refused_values),
        [bold(_head(writer, ask))] if ask.label else [],
        _answers(writer, ask.answers),
        [escape(writer.say(ask.says, ask.values))],
        _why(writer, ask.why),
    )


def review(writer: Writer, shown: Review) -> str:
    """The answers read back with the start dose, its arithmetic and the points to confirm, in one
    look: what has no room is counted, and stands behind the key that is named."""
    if shown.change is not None:
        return changed(writer, shown, shown.change)
    alone = replace(shown, why=None, refused=None)  # what was asked about it may go beyond
    fits = (less for less in LESS if seen(_review(writer, alone, less)) <= ROOM)
    return _review(writer, shown, next(fits, SLIMMEST))


def _review(writer: Writer, shown: Review, less: int) -> str:
    key = "review.made" if shown.made else "review.revising" if shown.revises else "review.head"
    head = bold(_say(writer, key, label=shown.label, revision=shown.revises + 1))
    return joined(
        _refused(writer, shown.refused, shown.refused_values),
        [head, *_emergency(writer, shown)],
        [*_case(writer, shown), *([] if less >= SLIMMEST else _details(writer, shown, less))],
        [
            *_taper(writer, shown.plan, less, urgent=shown.signs is Signs.PRESENT),
            *_agent(writer, shown),
            *([] if less >= SLIM else _lower(writer, shown)),
        ],
        [] if shown.signs is Signs.ABSENT and less >= SLIM else _signs(writer, shown),
        [] if shown.signs is Signs.OPEN and less >= SLIM else _points(writer, shown, less),
        _why(writer, shown.why),
    )


def changed(writer: Writer, shown: Review, change: AnswersChange) -> str:
    """What is answered otherwise of a live plan, what that does, and what one press confirms."""
    key = "review.changed" if shown.made else "review.changing"
    revision = shown.made.revision if shown.made else shown.revises + 1
    emergency = shown.signs is Signs.PRESENT
    return joined(
        _refused(writer, shown.refused, shown.refused_values),
        [bold(_say(writer, key, label=shown.label, revision=revision))],
        _admit(writer, shown) if emergency else [],
        [_anew(writer, each) for each in change.told] or [_say(writer, "review.nothing_changed")],
        *([written(writer, each) for each in block] for block in change.blocks),
        [] if emergency else _signs(writer, shown),
        _points(writer, shown),
        _why(writer, shown.why),
    )


def _anew(writer: Writer, change: Changed) -> str:
    name = writer.words[f"answers.{change.key}"]
    open_ = writer.words["review.unanswered"]
    was, now = (
        open_ if value is None else given(writer, change.key, value)
        for value in (change.was, change.now)
    )
    return f"{escape(name)}: {bold(escape(now))} {_say(writer, 'review.was', was=was)}"


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


def _answers(writer: Writer, answers: Iterable[tuple[str, Words]]) -> list[str]:
    return [
        f"{escape(writer.words[f'answers.{key}'])}: {bold(escape(given(writer, key, value)))}"
        for key, value in answers
    ]


def given(writer: Writer, key: str, value: Words) -> str:
    """An answer in words, with the unit its key is asked in."""
    if isinstance(value, bool):
        return writer.words["why.yes" if value else "why.no"]
    text = writer.value(value)
    unit = f"units.{key}"
    return writer.say(unit, {"value": text}) if unit in writer.words else text


def _case(writer: Writer, shown: Review) -> list[str]:
    """Disease, severity, lungs and weight, in two lines."""
    case = shown.plan.case
    disease = _say(
        writer,
        "review.disease",
        subtype=case.subtype,
        severity=case.severity,
        lungs=writer.words[f"card.lungs.{case.ild}"],
    )
    key = "card.weight_converted" if shown.entered else "card.weight"
    on, entered = day(shown.entered_on), shown.entered
    return [disease, _say(writer, key, weight=case.weight_kg, entered_on=on, entered=entered)]


MAIN = ("weight_kg", "subtype", "severity", "ild")  # stand in the lines of the case


def _details(writer: Writer, shown: Review, less: int) -> list[str]:
    """The other answers, and how many there is none to; counted where they have no room."""
    answered = [(key, value) for key, value in shown.answers if key not in MAIN]
    unknown = [] if shown.made else open_questions(shown.plan.case, shown.plan.unknown)
    counts = {"answered": len(answered), "unknown": len(unknown)}
    if answered and unknown and less >= COUNTED:
        return [_say(writer, "review.counted", **counts)]
    if answered and less >= COUNTED:
        return [_say(writer, "review.answered", **counts)]
    open_ = [_say(writer, "review.unknown", **counts)] if unknown else []
    return [*_answers(writer, answered), *open_]


def _taper(writer: Writer, plan: Plan, less: int, *, urgent: bool) -> list[str]:
    """The start dose with its arithmetic, when the first step comes, how the taper ends; in an
    emergency that is read first, and the arithmetic under the reasons of the draft."""
    if plan.start is None:
        return []
    said = [_say(writer, "review.start", mg=plan.start.mg, day=plan.case.start_date)]
    sums = [sentence(writer, line) for line in plan.lines if line.says in SUMS]
    if sums and not (urgent and less >= SLIM):
        said.append(f"<i>{', '.join([sums[0], *map(_within, sums[1:])])}</i>")
    if plan.periods and less < SLIM:
        weeks, tail = plan.case.hold_weeks, plan.case.tail
        said.append(_say(writer, "review.course", weeks=weeks, tail=tail))
    return said


def _within(text: str) -> str:
    """A sentence that goes on with another one."""
    return text[:1].lower() + text[1:]


def _agent(writer: Writer, shown: Review) -> list[str]:
    """When an agent that is ready begins, with its first amount, or that it does not yet."""
    return [escape(writer.say(shown.agent.says, shown.agent.values))] if shown.agent else []


def _lower(writer: Writer, shown: Review) -> list[str]:
    """Why a lower start dose is offered, where it is."""
    why = tuple(writer.words[f"keys.{key}"] for key in shown.lower_for)
    return [_say(writer, "review.lower", why=why)] if why else []


def _emergency(writer: Writer, shown: Review) -> list[str]:
    """What must be done now, above everything else."""
    if shown.signs is not Signs.PRESENT:
        return []
    return [*_admit(writer, shown), bold(_say(writer, "review.signs_present"))]


def _admit(writer: Writer, shown: Review) -> list[str]:
    found = urgent_among(shown.plan, shown.plan.lines)
    return [bold(urgent_line(writer, found, brief=False))] if found else []


def _signs(writer: Writer, shown: Review) -> list[str]:
    """The question for emergency signs, or its answer; a sign that is present stands on top."""
    if shown.signs in {Signs.NOT_ASKED, Signs.PRESENT}:
        return []
    return [_say(writer, f"review.signs_{shown.signs}")]


def _points(writer: Writer, shown: Review, less: int = WHOLE) -> list[str]:
    """What one press confirms, or has confirmed."""
    brief = less >= BRIEF
    if shown.signs is Signs.PRESENT and shown.change is None:
        return []
    table = "points" if brief else "notices"
    points = [
        f"{number}. {_say(writer, f'{table}.{code}')}"
        for number, code in enumerate(shown.points, start=1)
    ]
    head = bold(_say(writer, "review.confirmed" if shown.made else "review.confirm"))
    if not points:
        return []
    return [f"{head} {'; '.join(points)}"] if brief else [head, *points]
