"""Severe disease: admit and measure, the pulse, what is added to it; or what makes it severe."""

from collections.abc import Iterable, Iterator
from itertools import product

from bot.page.plan.first.fitting import against, fitting, said_short
from bot.page.plan.matters import EARLY, in_a_word, urgent_among
from bot.page.plan.standing import OF_DRUGS
from bot.page.plan.view import View
from core.course.regimen.drugs import AGENTS
from core.emergencies import needs_admission
from core.evidence import Section
from core.patient import Severity
from core.rescue.weighed import Status, Treatment, Weighed, counts_against, taken_already
from core.sayable import Medicine, each_once, of

PULSE = Treatment.METHYLPREDNISOLONE
FURTHER = (
    "rescue.two_from_the_start", "rescue.one_or_two_from_the_start", "rescue.juvenile",
    "rescue_one_of", "rescue_only", "rescue_none_of",
)  # fmt: skip  # each says how many further treatments there are to be
RANGES = frozenset({"pulse_range", "pulse_at_most"})
OF_MUSCLE = ("statin_stop", *EARLY)
AGAINST_LUNGS = "rescue.lung.against"


def severe(view: View) -> str:
    """Treatments after contraindications: those that are open, then each that is closed, with
    what it is about."""
    acts = view.plan.case.severity is Severity.SEVERE or needs_admission(view.plan.case)
    tried = (
        (
            *(_acts(view, brief=brief) if acts else _if_worse(view, brief=brief)),
            _recorded(view, brief=brief),
            said_short(view, (e for e in view.lines(Section.START) if e.says in OF_MUSCLE)),
            said_short(view, (e for e in view.lines(Section.SEVERE) if e.says == lungs)),
        )
        for brief, lungs in product((False, True), (AGAINST_LUNGS, ""))
    )
    return fitting(view, Section.SEVERE, tried)


def _acts(view: View, *, brief: bool) -> Iterator[list[str]]:
    yield _admit(view, brief=brief)
    yield _pulse(view, brief=brief)
    yield _further(view, brief=brief)


def _if_worse(view: View, *, brief: bool) -> Iterator[list[str]]:
    """Of what is not entered as severe: what would make it so, and what to do then."""
    yield [view.say("first.severe.signs_brief" if brief else "first.severe.signs")]
    yield [view.say("first.severe.then")]
    closed = [each for each in view.plan.rescue if each.status is Status.CLOSED]
    if closed:
        yield [_closed(view, closed, brief=brief)]


def _admit(view: View, *, brief: bool) -> list[str]:
    """The emergencies by name, and what is measured first."""
    found = urgent_among(view.plan, view.lines(Section.START))
    what = tuple(dict.fromkeys(view.writer.words[f"named.{line.says}"] for line in found))
    says = "first.severe.emergency" if what else "first.severe.admit"
    measure = [] if brief and what else [view.say("first.severe.measure")]
    return [view.say(says, what=what), *measure]


def _pulse(view: View, *, brief: bool) -> list[str]:
    """What was given already; then the range with this patient's own maximum."""
    weighed = next((each for each in view.plan.rescue if each.treatment is PULSE), None)
    given = of(view.plan.said, Medicine.METHYLPREDNISOLONE)
    lines = [*(dose for each in given for dose in each.doses), *each_once(given)]
    ranged = [line for line in view.lines(Section.SEVERE) if line.says in RANGES]
    warned = weighed is not None and weighed.status is Status.NOT_PREFERRED
    why = _about(view, weighed) if weighed is not None else ()
    head = "first.severe.pulse_not_preferred" if warned else "first.severe.pulse"
    after = [] if brief or lines or warned else [view.say("first.severe.after_pulse")]
    return [
        *said_short(view, lines),
        *([view.say(head, why=why)] if ranged else []),
        *said_short(view, ranged),
        *after,
    ]


def _further(view: View, *, brief: bool) -> list[str]:
    """How many, of what is open, with what fits best; then what is closed or taken."""
    case = view.plan.case
    rest = [each for each in view.plan.rescue if each.treatment is not PULSE]
    taken = [each for each in rest if taken_already(view.plan.lived, each.treatment)]
    closed = [each for each in rest if each.status is Status.CLOSED and each not in taken]
    still = [each for each in rest if each not in (*taken, *closed)]
    many = next((e.says for e in view.lines(Section.SEVERE) if e.says in FURTHER), "")
    says = many.rpartition(".")[2] if still or case.mda5 is True else "rescue_none_of"
    names = view.writer.listed([_named(view, e) for e in sorted(still, key=_place)], "say.or")
    return [
        *([view.say(f"first.severe.{says}", treatments=names)] if many else []),
        *([_closed(view, closed, brief=brief)] if closed else []),
        *([view.say("first.severe.taken", treatments=_terms(view, taken))] if taken else []),
    ]


def _place(each: Weighed) -> int:
    return (Status.PREFERRED, Status.SHOWN, Status.NOT_PREFERRED).index(each.status)


def _named(view: View, each: Weighed) -> str:
    """The treatment with what the answers make of it."""
    name = view.writer.term(each.treatment)
    if each.status is Status.SHOWN:
        return name
    return f"{name} ({view.writer.words[f'first.severe.is_{each.status}']})"


def _closed(view: View, closed: Iterable[Weighed], *, brief: bool) -> str:
    """Each by its name, with what closes it where there is room."""
    names = tuple(
        view.writer.term(each.treatment)
        if brief
        else f"{view.writer.term(each.treatment)} ({view.writer.listed([*_about(view, each)])})"
        for each in closed
    )
    return view.say("first.severe.closed", treatments=names)


def _about(view: View, each: Weighed) -> tuple[str, ...]:
    """What speaks against it, in a word or two."""
    return against(view, (why for why in each.because if counts_against(why, each.treatment)))


def _terms(view: View, treatments: Iterable[Weighed]) -> tuple[str, ...]:
    return tuple(view.writer.term(each.treatment) for each in treatments)


def _recorded(view: View, *, brief: bool) -> list[str]:
    """Every rescue drug that was recorded: as given, held, or stopped; or in a word."""
    lines = [
        line
        for line in view.lines(Section.START)
        if line.says in OF_DRUGS and line.values["drug"] not in AGENTS
    ]
    if brief and lines:
        names = tuple(in_a_word(view, line) for line in lines)
        return [view.say("first.severe.recorded", names=names)]
    return said_short(view, lines)
