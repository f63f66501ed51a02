"""The plan card: one phone screen with the dose in force, what comes next, what matters first."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain, product

from bot.page.parts import fitted, joined
from bot.page.plan.matters import Matter, emergencies, matters
from bot.page.plan.standing import before, decided, edition, planned, who
from bot.page.plan.view import View, mg
from bot.page.write import bold
from core.plan import Outcome
from flows.plan.status import decided_ahead
from flows.talk.replies import MadeOf, Moment, Wording, Words

ROOM = 450  # characters, as Telegram counts them
MOST = 3  # matters that have lines of their own
FEWEST = 2  # lines of matters, where the rest is named for want of room
# What is left out for room, in this order: nothing, the dose after a check, the tablets, and what
# another edition of the rules would do.
WHOLE, SHORT, SLIM, SLIMMEST = range(4)
SHORTENED = (WHOLE, SHORT), (SLIM,), (SLIMMEST,)
ENDS = ("", "_brief")  # of its foot
# With how much left out, and so many lines, it is tried to name all the rest.
ALL_NAMED = tuple(product((WHOLE, SHORT, SLIM), (MOST, 2, 1)))
# How it is made to fit, in the order it is tried: with the amounts of the agent or its name only,
# with less around them and a shorter foot, with fewer and fewer lines.
TRIED = tuple(
    (brief, less, end, count)
    for counts in ((MOST, 2), (1,), (0,))
    for brief, shortened, count in product((False, True), SHORTENED, counts)
    for less, end in product(shortened, ENDS)
)


def card(view: View) -> str:
    """The card as HTML, within its room: what has no line of its own is named at least."""
    return fitted(_tried(view), ROOM)


def _tried(view: View) -> Iterator[str]:
    """The card as it may be, the fullest first: that all are named goes before more lines."""
    found = matters(view)
    tops = {less: _top(view, less) for less in chain.from_iterable(SHORTENED)}
    feet = {end: [f"<i>{_foot(view, end)}</i>"] for end in ENDS}
    for (less, count), end in product(ALL_NAMED, ENDS):
        if sum(len(each.lines) for each in found[:count]) < min(FEWEST, len(found)):
            continue
        around = (*tops[less], feet[end])
        yield _composed(view, around, found, brief=False, count=count, whole=True)
    for brief, less, end, count in TRIED:
        yield _composed(view, (*tops[less], feet[end]), found, brief=brief, count=count)


def whole(view: View) -> str:
    """All of it, however long: what the card leaves out, and every line in full."""
    return joined(*about(view), before(view))


def about(view: View) -> list[list[str]]:
    """Whose plan it is, how it stands, the dose in force, how it goes on, by which edition."""
    dose = [*_dose(view), *_dates(view)]
    course = [*_next(view), *planned(view)] if _goes_on(view) else _of_a_child(view)
    stands = _stands(view) or decided(view)
    return [who(view), stands, dose, course, edition(view)]


def void(view: View, current: int) -> str:
    """A revision that is no longer in force: that first, then the dose it had."""
    notice = bold(view.say("card.void", revision=current))
    return joined([notice], who(view), decided(view), planned(view))


def _top(view: View, less: int) -> tuple[list[str], ...]:
    """What stands above the matters, with so much left out."""
    short, slim = less >= SHORT, less >= SLIM
    notes = [*_draft(view), *_stands(view), *_otherwise(view, slim=less >= SLIMMEST)]
    head = [*map(bold, emergencies(view, brief=less >= SLIMMEST)), *notes]
    dose = [*_dose(view), *([] if slim else _tablets(view)), *_dates(view, short=True)]
    if not _goes_on(view):
        return head, [*dose, *([] if view.plan.provisional else _of_a_child(view))]
    return head, [*dose, *_next(view), *([] if short else _then(view))]


def _composed(
    view: View,
    around: Sequence[list[str]],
    found: tuple[Matter, ...],
    *,
    brief: bool,
    count: int,
    whole: bool = False,
) -> str:
    """The card with so many matters in lines of their own above its last block; of the others
    those that must be are named in any case, the rest as far as the room goes and then counted,
    or all of them on the `whole`."""
    *top, foot = around
    lines = [f"! {each}" for matter in found[:count] for each in matter.told(brief=brief)]

    must = list(_names(found[count:], must=True))
    rest = [each for each in _names(found[count:], must=False) if each not in must]

    def with_names(room: int) -> str:
        also = _also(view, (*must, *rest[:room]), len(rest[room:]))
        return joined(*top, [*lines, *also], foot)

    least = len(rest) if whole else 0
    return fitted(map(with_names, range(len(rest), least - 1, -1)), ROOM)


def _also(view: View, names: tuple[str, ...], more: int) -> list[str]:
    """What has no line: by name, and how many there are for whose names there is no room."""
    if not names:
        return [view.say("card.more_only", count=more)] if more else []
    others = (view.writer.say("card.more_named", {"count": more}),) if more else ()
    return [view.say("card.also", names=(*names, *others))]


def _names(found: tuple[Matter, ...], *, must: bool) -> Iterator[str]:
    yield from dict.fromkeys(each.named for each in found if each.named and each.must is must)


def _foot(view: View, end: str) -> str:
    """Whose plan it is, in one line, or in a shorter one; a draft has no revision."""
    case, record = view.plan.case, view.record
    kept = record is not None and not view.plan.provisional
    key = "card.foot" if kept else "card.foot_draft" if record else "card.foot_case"
    known: dict[str, Words] = (
        {"label": record.label, "revision": record.revision} if record else {}
    )
    return view.say(
        f"{key}{end}",
        **known,
        subtype=case.subtype,
        severity=case.severity,
        lungs=Wording(says=f"card.lungs.{case.ild}"),
        weight=case.weight_kg,
    )


def _draft(view: View) -> list[str]:
    return [bold(view.say("card.draft_short"))] if view.plan.provisional else []


def _otherwise(view: View, *, slim: bool) -> list[str]:
    """That the rules of today would do something otherwise; without room where that is read."""
    said, kept = edition(view), view.kept
    if kept is None or not said or not slim:
        return said
    return [view.say("card.edition_short", made=kept.edition, newest=kept.newest.edition)]


def _stands(view: View) -> list[str]:
    """Why nobody is reminded of it."""
    record = view.record
    if record is None:
        return []
    if record.closed_at is not None:
        return [bold(view.say("card.closed", moment=Moment(record.closed_at, view.zone)))]
    waits = not record.live and not view.plan.provisional
    return [bold(view.say("card.waits"))] if waits else []


def _dose(view: View) -> list[str]:
    """The dose that stands alone, in the fixed order: name, amount, route, frequency."""
    plan, row = view.plan, view.period
    if plan.start is None:
        return []
    if plan.periods and row is None:
        says = "card.left" if plan.left else "card.over"
        return [view.say(says, last=plan.periods[-1].last, drug=view.steroid)]
    amount = mg(row.mg if row else plan.start.mg)
    words = view.writer.words["card.dose"]
    return [words.format(drug=bold(view.steroid), mg=amount)]


def _tablets(view: View) -> list[str]:
    row = view.period
    return [view.say("card.tablets", tablets=MadeOf(row.tablets))] if row and row.tablets else []


def _dates(view: View, *, short: bool = False) -> list[str]:
    """From when, until when; short, of a dose that is taken, only until when, and of a draft only
    from when."""
    plan, row = view.plan, view.period
    if plan.start is None or (plan.periods and row is None):
        return []
    if row is None or (short and plan.provisional):
        return [view.say("card.from", first=plan.case.start_date)]
    if view.overdue or view.waits:
        return [view.say("card.until_decided", first=row.first)]
    if short and view.today is not None and row.first <= view.today:
        return [view.say("card.up_to", last=row.last)]
    return [view.say("card.dates", first=row.first, last=row.last, days=row.days)]


def _goes_on(view: View) -> bool:
    plan = view.plan
    return bool(plan.periods) and not plan.provisional and view.period is not None


def _of_a_child(view: View) -> list[str]:
    return [view.say("card.milestones")] if view.plan.outcome is Outcome.MILESTONES else []


def _next(view: View) -> list[str]:
    """What is due next: a check within the first dose, the next dose, or a decision."""
    course = view.plan.course
    if course is None:
        return []
    if course.reassess:
        return [bold(view.say("card.reassess"))]
    if view.begun and view.today and (ahead := decided_ahead(course, view.today)):
        return [bold(view.say(each.says, **each.values)) for each in ahead]
    if check := _check(view):
        return [view.say("card.check", day=check)]
    if course.gate is None or course.following_mg is None:
        return []
    goes_on = bool(course.following_mg)
    if view.overdue and course.due:
        key = "card.next_late" if goes_on else "card.next_end_late"
        return [view.say(key, mg=course.following_mg, day=course.due)]
    key = "card.next" if goes_on else "card.next_end"
    return [view.say(key, mg=course.following_mg, day=course.gate)]


def _then(view: View) -> list[str]:
    """The dose after a check."""
    course = view.plan.course
    if course is None or course.reassess or not course.following_mg or not _check(view):
        return []
    if view.begun and view.today and decided_ahead(course, view.today):
        return []
    return [view.say("card.then", mg=course.following_mg)]


def _check(view: View) -> date | None:
    """The day on which the response is asked for, where that comes next."""
    course, interim = view.plan.course, view.guideline.taper.gate.interim_day.value
    first, check = view.plan.periods[0], view.on(interim)
    past = view.today is not None and view.today > check
    if view.period == first and first.days > interim and not past:
        return check
    waits = view.record is None or not view.begun
    return (
        course.gate if course is not None and course.following_mg is not None and waits else None
    )
