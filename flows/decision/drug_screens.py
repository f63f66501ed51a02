"""The screens of a decision about a drug: what is asked, affirmed and shown before it is taken."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from core.amounts import A_DAY, UNKNOWN, WEEKDAYS
from core.course.against import why_held
from core.course.decisions import Drug, Move, Reason
from core.course.regimen_agenda import overdue_since
from core.course.regimen_amounts import limits
from core.course.rescue_agenda import months_after
from flows.decision.button_code import NOT_ASKED, Wish, day_of, kind_of, mg_of
from flows.decision.drug_options import ROUTES, UNTIL_TOLD, from_now
from flows.decision.of_drug import A_WEEK, OfDrug, moves, taken_unsaid
from flows.decision.outcome import change, consequences
from flows.decision.screen import Screen
from flows.plan.answered import answered_on, in_words
from flows.plan.drugs import LETTERS, drugs, named, often
from flows.reminder.calls import calls_of_overdose
from flows.talk.records import Place
from flows.talk.replies import Choice, Sentence, Wording, Words
from flows.talk.screens import Block, Rows, button, say

ITS_OWN = frozenset(
    {
        "begin_day", "since_day", "spec_day", "beside_day", "rescue_day", "own_mg", "retake_mg",
        "rescue_mg", "stay_reason", "halt_reason", "end_reason", "own_reason", "move_weekday",
    }
)  # fmt: skip  # states with a question of their own; the others ask as every one of their kind
# The answer that stands behind what speaks against a drug, by how its code begins.
ANSWERS = (
    "active_infection", "rapidly_progressive", "hbv", "egfr", "cytopenia", "pregnancy",
    "ssc_overlap", "cyp3a4",
)  # fmt: skip
TAKEN_ON = frozenset({Move.RISE, Move.STAY, Move.RESUME, Move.AMOUNT, Move.WEEKDAY})
IN_A_ROW: Mapping[str, int] = MappingProxyType({"days": 4, "mg": 3})


def body(screen: Screen, state: str) -> tuple[Block, ...]:
    """The blocks of this state under the head."""
    of = screen.choosing.of
    if kind_of(state) == "check":
        return _check(screen, of)
    key = state if state in ITS_OWN else f"drug_{kind_of(state)}"
    return (_asked(of, key),)


def _asked(of: OfDrug, key: str) -> Block:
    values: dict[str, Words] = {"drug": of.drug, "often": _often(of)}
    if of.mg is not None:
        values["mg"] = of.mg
    if key == "rescue_mg":
        key += {Drug.METHYLPREDNISOLONE: "_each_day", Drug.CALCINEURIN_INHIBITOR: "_a_day"}.get(
            of.drug, ""
        )
        values["example"] = Wording(f"decision.given_as.{of.drug}")
    weekly = (say("decision.day_is_the_weekday"),) if key == "begin_day" and of.is_weekly else ()
    return (Sentence(says=f"decision.{key}", values=values), *weekly)


def _often(of: OfDrug) -> Wording:
    return Wording(f"decision.{often(of.drug)}")


def listed(screen: Screen, _state: str) -> tuple[Block, ...]:
    """Every drug that stands in the plan, before one is chosen."""
    return drugs(screen.choosing.live), (say("decision.drugs"),)


def own(screen: Screen, _state: str) -> tuple[Block, ...]:
    """How one drug stands, and what is not known of it."""
    of = screen.choosing.of
    known = drugs(of.live, of.drug) or (say("decision.drug_nothing", drug=of.drug),)
    unsaid = (say("decision.drug_unsaid", drug=of.drug),) if of.drug in taken_unsaid(of) else ()
    held = of.regimen is not None and of.regimen.held is not None
    closes = of.stands.against(of.drug) if held else of.stands.closed(of.drug)
    closed = (say("decision.drug_closed", drug=of.drug),) if closes else ()
    return known, unsaid, closed


def _check(screen: Screen, of: OfDrug) -> tuple[Block, ...]:
    """The decision with what it affirms, and everything that would be different."""
    choosing = screen.choosing
    changed = change(choosing.decision, screen.admitted, screen.context)
    cautions = tuple(_caution(of, each) for each in choosing.cautions)
    affirmed = tuple(_affirmed(screen, of))
    return cautions, affirmed, *consequences(changed), (say("decision.check"),)


def _caution(of: OfDrug, code: str) -> Sentence:
    days = of.live.guideline.agents.life.vaccine_days.value
    return say(f"caution.drug_{code}", strong=True, drug=of.drug, days=days)


def _affirmed(screen: Screen, of: OfDrug) -> Iterator[Sentence]:
    """What whoever confirms says to be so: blood tests, and a hepatitis B result that still is."""
    decision = screen.choosing.decision
    if decision.move is Move.RESUME:
        yield from _overdose(screen, of)
    if decision.move in TAKEN_ON:
        yield from _late(screen, of)
    if decision.move is Move.RESUME and decision.reason is Reason.RECOVERED and of.regimen:
        held = why_held(of.live.guideline, of.stands.lived, of.drug, of.regimen.last)
        yield say("decision.affirm_recovered", drug=of.drug, reason=held)
    if decision.move is Move.RECOVER:
        yield say("decision.affirm_recovered", drug=of.drug, reason=tuple(sorted(of.harms)))
    if of.goes_round:
        yield _round(of)
    yield from _old(of)
    if decision.tested:
        yield say("decision.affirm_tests", drug=of.drug, day=decision.tested)
    if decision.move is Move.RESUME and (codes := of.stands.against(of.drug)):
        keys = dict.fromkeys(key for code in codes for key in ANSWERS if code.startswith(key))
        what = tuple(Wording(f"keys.{key}") for key in keys)
        yield Sentence(
            says="decision.affirm_against" if what else "decision.affirm_specialist",
            values={"drug": of.drug, **({"what": what} if what else {})},
        )
    if decision.move not in {Move.BEGIN, Move.RISE, Move.RESUME}:
        return
    entered = answered_on(screen.admitted.record, "hbv", of.live.zone)
    months = of.live.guideline.agents.life.hepatitis_months.value
    if of.stands.case.hbv is not UNKNOWN and months_after(entered, months) < of.live.today:
        yield say("decision.old_hepatitis", day=entered, hbv=of.stands.case.hbv, months=months)


def _old(of: OfDrug) -> Iterator[Sentence]:
    """What an agent that begins late turns on, with the day of each answer."""
    case = of.stands.case
    for key, day in of.old_answers:
        value = in_words(key, getattr(case, key))
        name = Wording(f"answers.{key}")
        yield Sentence(says="decision.turns_on", values={"name": name, "value": value, "day": day})
    if of.old_answers:
        yield say("decision.affirm_still", drug=of.drug)
    if of.old_answers and of.day and of.day > of.live.today + A_WEEK:
        yield say("decision.tests_before", drug=of.drug, day=of.day)


def _round(of: OfDrug) -> Sentence:
    """Which step of the schedule a higher amount goes round, and from when that would be due."""
    regimen = of.regimen
    values: dict[str, Words] = {"drug": of.drug, "often": _often(of)}
    if regimen is None or not regimen.ladder:
        return Sentence(says="decision.round_no_schedule", values=values)
    step = regimen.following_mg
    if step is None:
        return Sentence(says="decision.round_the_top", values=values)
    values["mg"] = step
    if regimen.due is None:
        return Sentence(says="decision.round_not_asked", values=values)
    return Sentence(says="decision.round_a_step", values={**values, "day": regimen.due})


def _late(screen: Screen, of: OfDrug) -> Iterator[Sentence]:
    """That its blood tests are late, and by how much: a decision that affirms them ends that."""
    live, regimen, tested = of.live, of.regimen, screen.admitted.record.tested
    due = overdue_since(live.guideline, regimen, tested, live.today) if regimen else None
    if due is None:
        return
    days = (live.today - due).days
    late = "decision.tests_late" if days > 1 else "decision.tests_late_by_a_day"
    yield Sentence(says=late, strong=True, values={"drug": of.drug, "day": due, "days": days})
    if affirmed := screen.choosing.decision.tested:
        yield say("decision.tests_recorded", day=affirmed)


def _overdose(screen: Screen, of: OfDrug) -> Iterator[Sentence]:
    """That it was perhaps taken twice: since when it is held, whether that was seen to, and what
    is to be known first."""
    held = of.regimen.held if of.regimen else None
    if held is None or held.reason is not Reason.OVERDOSE:
        return
    yield say("decision.overdose_held", strong=True, drug=of.drug, day=held.first)
    for each in calls_of_overdose(screen.context.known.reminders):
        yield say("decision.overdose_call", strong=True, day=each.day)
    yield say("decision.overdose_known", drug=of.drug)


def declined(of: OfDrug, refusal: str | None) -> Sentence:
    """Why it cannot be taken, with the way on."""
    most, grid = limits(of.stands, of.drug)
    life = of.live.guideline.agents.life
    regimen = of.regimen
    values: dict[str, Words | None] = {
        "drug": of.drug,
        "limit": most,
        "grid": grid,
        "months": life.try_months.value,
        "weeks": life.stay_weeks.value,
        "under_skin": life.under_skin_only_mg.value,
        "day": regimen.due if regimen else None,
        "since": regimen.last.first if regimen else None,
    }
    found = {name: value for name, value in values.items() if value is not None}
    return Sentence(says=f"declined.drug_{refusal}", values=found, strong=True)


# ---------------------------------------------------------------------------- buttons


def rows(screen: Screen, state: str) -> Rows:
    """What can be chosen in this state."""
    of, kind = screen.choosing.of, kind_of(state)
    values = screen.choosing.options(state)
    choices = tuple(_choice(of, kind, of.wish.then(each).press, each) for each in values)
    length = IN_A_ROW.get(kind, 1)
    return tuple(choices[at : at + length] for at in range(0, len(choices), length))


def _choice(of: OfDrug, kind: str, press: str, value: str) -> Choice:
    match kind:
        case "day":
            return button(press, "pick.decision.from", day=day_of(value))
        case "weekday":
            return button(press, "pick.drug.weekday", weekday=WEEKDAYS[int(value)])
        case "mg" if mg_of(value):
            return button(press, "pick.decision.mg", mg=mg_of(value))
        case "mg":
            return button(press, "pick.drug.not_recorded")
        case "route":
            return button(press, "pick.drug.route", route=ROUTES[value])
        case "reason":
            return button(press, "pick.decision.reason", reason=Reason(value))
        case "until" if value != UNTIL_TOLD:
            return button(press, "pick.drug.until", day=from_now(of) + A_DAY * int(value))
        case "until":
            return button(press, "pick.drug.until_told")
        case "days":
            one = "pick.drug.day" if value == "1" else "pick.drug.days"
            return button(press, one, days=int(value))
    return button(press, "pick.decision.confirm")


def all_of_them(_screen: Screen) -> Rows:
    """One button for each drug."""
    return tuple((_to(drug),) for drug in LETTERS)


def in_the_menu(screen: Screen) -> Rows:
    """The drugs that are taken, held, named or not answered for, and the way to all others."""
    live = screen.choosing.live
    of = OfDrug(wish=Wish("drug", drug=Drug.OTHER), live=live)
    agent = named(live)
    running = (each.drug for each in live.plan.regimens if not each.over(live.today))
    harmed = (drug for drug in LETTERS if replace(of, wish=Wish("drug", drug=drug)).harms)
    found = dict.fromkeys((*running, *harmed, *((agent,) if agent else ()), *taken_unsaid(of)))
    return (*((_to(drug),) for drug in found), (button("drugs", "pick.drug.others"),))


def _to(drug: Drug) -> Choice:
    return button(Wish("drug", drug=drug).press, "pick.drug.of", drug=drug)


def its_moves(screen: Screen) -> Rows:
    """What can be decided about this drug now."""
    of = screen.choosing.of
    waits = waits_for_the_call(screen)
    return tuple((_move(of, verb),) for verb in moves(of) if not (waits and verb == "retake"))


def waits_for_the_call(screen: Screen) -> bool:
    """Whether, in a group, a possible overdose of this drug is still to be seen to."""
    context = screen.context
    held = screen.choosing.of.regimen
    by_overdose = held is not None and held.held and held.held.reason is Reason.OVERDOSE
    in_group = context.known.place is Place.GROUP
    return bool(by_overdose and in_group and calls_of_overdose(context.known.reminders))


def _move(of: OfDrug, verb: str) -> Choice:
    wish = Wish(verb, drug=of.drug)
    mg = of.at(wish).mg if verb in {"begin", "rise"} else None
    if mg is None:
        return button(wish.press, f"pick.drug.{verb}")
    return button(wish.press, f"pick.drug.{verb}", mg=mg, often=_often(of))


def foot(of: OfDrug) -> Rows:
    """The way back by one choice; from the first one to the drug."""
    wish = of.wish
    if wish.verb == "drug":
        return ((button("decide", "pick.back"),),)
    asked = any(each != NOT_ASKED for each in wish.chosen)
    back = wish.back().press if asked else Wish("drug", drug=wish.drug).press
    return ((button(back, "pick.back"),),)
