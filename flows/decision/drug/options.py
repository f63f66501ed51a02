"""What each question about a drug offers, and the decision that the choices come to."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from types import MappingProxyType

from core.amounts import A_DAY, WEEKDAYS, Weekday
from core.course.decisions import BY_ITSELF, Decision, Drug, Move, Reason
from core.course.regimen.drugs import AGENTS
from core.course.regimen.recovery import BY_TESTS
from core.course.regimen.refusals import reasons_for
from core.patient import Route
from flows.decision.button_code import amount, day_code
from flows.decision.drug.of_drug import OfDrug

UNTIL_TOLD = "0"
NOT_RECORDED = "0"  # an amount
HELD_WEEKS = (1, 2, 4)
GIVEN_DAYS = (1, 2, 3, 5)
A_WEEK = timedelta(weeks=1)
ROUTES: Mapping[str, Route] = MappingProxyType({"m": Route.MOUTH, "s": Route.SKIN})
MOVES: Mapping[str, Move] = MappingProxyType(
    {
        "begin": Move.BEGIN,
        "rise": Move.RISE,
        "stay": Move.STAY,
        "halt": Move.SUSPEND,
        "retake": Move.RESUME,
        "well": Move.RECOVER,
        "end": Move.END,
        "own": Move.AMOUNT,
        "move": Move.WEEKDAY,
        "since": Move.BEGIN,
        "spec": Move.BEGIN,
        "beside": Move.BEGIN,
        "rescue": Move.BEGIN,
        "again": Move.GIVEN,
    }
)
WHY_BEGUN: Mapping[str, Reason] = MappingProxyType(
    {
        "begin": Reason.AS_PLANNED,
        "since": Reason.ALREADY_TAKEN,
        "spec": Reason.SPECIALIST,
        "beside": Reason.BESIDE,
        "rescue": Reason.RESCUE,
        "again": Reason.RESCUE,
    }
)
# Held for these nobody has recovered from anything: what is known are the blood tests.
NO_ILLNESS = frozenset(
    {
        Reason.OVERDOSE,
        Reason.TESTS_OVERDUE,
        Reason.INFLUENZA_VACCINE,
        Reason.INTERACTING_DRUG,
        Reason.OTHER,
        Reason.CLOSED,
    }
)
Options = Callable[[OfDrug], tuple[str, ...]]


# ---------------------------------------------------------------------------- what is offered


def _first_days(of: OfDrug) -> tuple[str, ...]:
    """Of a weekly drug one day for each weekday, the one that was answered first; else some."""
    case = of.stands.case
    first = max(of.live.soonest, case.start_date)
    later = [first + A_DAY * days for days in range(len(WEEKDAYS))]
    if of.is_weekly:
        later.sort(key=lambda day: WEEKDAYS[day.weekday()] != case.methotrexate_weekday)
    else:
        later = [first, first + A_DAY, first + A_WEEK]
    named = case.agent_start
    ahead = (named,) if named and named >= first else ()
    return tuple(map(day_code, dict.fromkeys((*ahead, *later))))


def _days_back(of: OfDrug) -> tuple[str, ...]:
    """This day and the one before; the day that an agent was once planned for."""
    case, today = of.stands.case, of.live.today
    planned = case.agent_start or case.start_date
    known = (planned,) if not of.stands.recorded and planned < today - A_DAY else ()
    return tuple(map(day_code, (*known, today - A_DAY, today)))


def _today_or_before(of: OfDrug) -> tuple[str, ...]:
    return tuple(map(day_code, (of.live.today, of.live.today - A_DAY)))


def _weekdays(of: OfDrug) -> tuple[str, ...]:
    """By their place in the week; another one than now."""
    now = of.regimen.last.weekday if of.regimen else None
    return tuple(str(place) for place, day in enumerate(WEEKDAYS) if day != now)


def _until(of: OfDrug) -> tuple[str, ...]:
    """In days: until somebody says so, or some weeks; after an influenza vaccine the rule's."""
    if of.wish.said("reason") == Reason.INFLUENZA_VACCINE:
        return (str(of.live.guideline.agents.life.vaccine_days.value),)
    return (UNTIL_TOLD, *(str((A_WEEK * weeks).days) for weeks in HELD_WEEKS))


def _same_or_lower(of: OfDrug) -> tuple[str, ...]:
    regimen = of.regimen
    present = regimen.last.mg if regimen else None
    return () if present is None else tuple(map(amount, (present, *of.lower)))


def _routes(of: OfDrug) -> tuple[str, ...]:
    return tuple(letter for letter, route in ROUTES.items() if route in of.routes)


def _reasons(of: OfDrug) -> tuple[str, ...]:
    move = MOVES[of.wish.verb]
    found = reasons_for(of.regimen, move, of.mg)
    return tuple(reason for reason in found if _fits(of.drug, move, reason))


def _fits(drug: Drug, move: Move, reason: Reason) -> bool:
    if reason in BY_ITSELF or reason is Reason.ALREADY_TAKEN:
        return move is Move.AMOUNT
    if reason is Reason.INFLUENZA_VACCINE:
        return drug is Drug.METHOTREXATE
    return reason is not Reason.COMPLETED or drug not in AGENTS


def _these(*values: str) -> Options:
    def options(_of: OfDrug) -> tuple[str, ...]:
        return values

    return options


def _on(of: OfDrug) -> tuple[str, ...]:
    """A check holds for the first day that it has shown."""
    return (day_code(decision(of).on),)


def options(of: OfDrug, state: str) -> tuple[str, ...]:
    """The choices of a state, as buttons carry them."""
    verb, _, kind = state.partition("_")
    if kind == "day":
        given = {"rescue": _today_or_before, "again": _today_or_before}
        return {"begin": _first_days, **given}.get(verb, _days_back)(of)
    return BY_KIND[kind](of)


BY_KIND: Mapping[str, Options] = MappingProxyType(
    {
        "weekday": _weekdays,
        "mg": lambda of: {
            "retake": _same_or_lower(of), "rescue": (NOT_RECORDED,), "again": (NOT_RECORDED,)
        }.get(of.wish.verb, ()),
        "route": _routes,
        "reason": _reasons,
        "until": _until,
        "days": _these(*map(str, GIVEN_DAYS)),
        "check": _on,
    }
)  # fmt: skip

# ---------------------------------------------------------------------------- what it comes to


def _today(of: OfDrug) -> date:
    """A hold and an end need no morning that is still to come: why they are is known by now."""
    return of.live.today


def _rises_on(of: OfDrug) -> date:
    due = of.regimen.due if of.regimen else None
    return of.untaken(max(due, of.soonest)) if due and of.may_rise else of.soonest


def _soonest(of: OfDrug) -> date:
    return of.soonest


ON: Mapping[str, Callable[[OfDrug], date]] = MappingProxyType(
    {"halt": _today, "end": _today, "well": _today, "rise": _rises_on}
)


ANEW = frozenset({Move.RISE, Move.RESUME, Move.AMOUNT, Move.WEEKDAY})  # where a dose is next


def decision(of: OfDrug) -> Decision:
    """The decision that the choices come to, as far as they go."""
    wish, verb = of.wish, of.wish.verb
    move = MOVES[verb]
    route, until, days = wish.said("route"), wish.said("until"), wish.said("days")
    affirmed = (move in {Move.RISE, Move.RESUME} or of.goes_round) and of.drug in AGENTS
    affirmed = affirmed or bool(of.old_answers)
    affirmed = affirmed or (move is Move.RECOVER and not of.harms.isdisjoint(BY_TESTS))
    stays = of.live.guideline.agents.life.stay_weeks.value
    on = of.day or ON.get(verb, _soonest)(of)
    return Decision(
        move=move,
        on=on,
        reason=_why(of),
        mg=of.mg if move is not Move.STAY else None,
        weeks=stays if move is Move.STAY else 0,
        drug=of.drug,
        weekday=_weekday(of),
        route=ROUTES.get(route) or (_answered_route(of) if verb == "begin" else None),
        until=of.live.today + A_DAY * int(until) if until not in {"", UNTIL_TOLD} else None,
        days=int(days) if days else 0,
        tested=of.live.today if affirmed else None,
        missed=of.is_weekly and move in ANEW and on in of.missed,
    )


def _why(of: OfDrug) -> Reason:
    """The reason that was chosen, or the only one there is."""
    verb = of.wish.verb
    if chosen := of.wish.said("reason"):
        return Reason(chosen)
    if verb in WHY_BEGUN:
        return WHY_BEGUN[verb]
    if verb == "retake" and of.stands.against(of.drug):
        return Reason.SPECIALIST
    held = of.regimen.held if of.regimen else None
    if verb == "retake" and of.drug in AGENTS and held and held.reason in NO_ILLNESS:
        return Reason.RESULTS_GOOD
    return Reason(_reasons(of)[0])


def _weekday(of: OfDrug) -> Weekday | None:
    if chosen := of.wish.said("weekday"):
        return WEEKDAYS[int(chosen)]
    if of.wish.verb == "begin" and of.is_weekly and of.day:
        return WEEKDAYS[of.day.weekday()]
    return None


def _answered_route(of: OfDrug) -> Route | None:
    return of.stands.case.methotrexate_route if of.is_weekly else None
