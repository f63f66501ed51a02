"""A wish about a drug beside its plan: how the drug stands, and what can be decided."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType

from core.agents.choice import Status
from core.amounts import A_DAY
from core.answers import is_child
from core.course.decisions import Drug, Reason
from core.course.regimen.after import ladder_of
from core.course.regimen.amounts import Background
from core.course.regimen.drugs import AGENTS
from core.course.regimen.recovery import still
from core.course.regimen.refusals import GIVEN_AGAIN, never_resumed
from core.course.regimen.regimen import Regimen
from core.course.regimen.rules import TOGETHER, may_be_taken
from core.patient import Region, Route
from flows.decision.button_code import ASKED, Wish, day_of, kind_of, mg_of
from flows.plan.answered import answered_on
from flows.plan.live import Live

EARLY = timedelta(days=2)  # a rise can be confirmed so long before it is due
A_WEEK = timedelta(weeks=1)
TURNS_ON = ("cytopenia", "egfr", "liver_disease", "active_infection", "pregnancy", "hbv")
RESCUES = (
    Drug.METHYLPREDNISOLONE,
    Drug.IMMUNOGLOBULIN,
    Drug.RITUXIMAB,
    Drug.CYCLOPHOSPHAMIDE,
    Drug.CALCINEURIN_INHIBITOR,
)
GIVES = frozenset({"rescue", "again"})  # how much was given may be left out
OVER_DAYS = frozenset({Drug.METHYLPREDNISOLONE, Drug.IMMUNOGLOBULIN})  # given on several days


class NoDrug(ValueError):
    """A wish about a drug that names none."""


@dataclass(frozen=True, kw_only=True)
class OfDrug:
    """What every question about a drug is asked of."""

    wish: Wish
    live: Live
    ticked: frozenset[date] = frozenset()  # the weekly doses that were said to be taken
    missed: frozenset[date] = frozenset()  # and those that were said not to be

    @property
    def drug(self) -> Drug:
        """The drug that it is about."""
        if self.wish.drug is None:
            raise NoDrug(self.wish.verb)
        return self.wish.drug

    @cached_property
    def stands(self) -> Background:
        """What a decision is weighed against."""
        return self.live.standing

    @cached_property
    def regimen(self) -> Regimen | None:
        """The drug along the plan, where it was begun and has not ended."""
        return self.stands.of(self.drug)

    @property
    def is_weekly(self) -> bool:
        """Whether it is taken once a week."""
        return self.drug is Drug.METHOTREXATE

    @property
    def first_mg(self) -> Decimal | None:
        """The first amount of the agent that is named."""
        ladder, _ = ladder_of(self.stands.agent, self.drug)
        return ladder[0] if ladder else None

    @property
    def soonest(self) -> date:
        """The first day that an amount decided now can hold from."""
        regimen, soonest = self.regimen, self.live.soonest
        return self.untaken(max(soonest, regimen.last.first) if regimen else soonest)

    def untaken(self, day: date) -> date:
        """The day, or the next one where the dose of that day was taken before."""
        return day + A_DAY if self.is_weekly and day in self.ticked else day

    @property
    def day(self) -> date | None:
        """The day that was chosen."""
        chosen = self.wish.said("day")
        return day_of(chosen) if chosen else None

    @property
    def mg(self) -> Decimal | None:
        """The amount that it comes to, as far as that was chosen."""
        if chosen := self.wish.said("mg"):
            given = mg_of(chosen)
            return None if self.wish.verb in GIVES and not given else given
        match self.wish.verb:
            case "begin":
                return self.first_mg
            case "rise":
                return self.regimen.following_mg if self.regimen else None
            case "retake":
                return self.regimen.last.mg if self.regimen else None
        return None

    @property
    def waits_for(self) -> tuple[str, ...]:
        """The answers that alone keep an agent closed, where nothing was answered against it."""
        unknown = "_unknown"
        closed = self.stands.closed(self.drug)
        if not closed or any(not each.endswith(unknown) for each in closed):
            return ()
        return tuple(each.removesuffix(unknown) for each in closed)

    @property
    def harms(self) -> frozenset[Reason]:
        """What it was stopped for that has not recovered."""
        stands = self.stands
        ended = (each for each in stands.regimens if each.drug is self.drug)
        return still(tuple(ended), stands.today) if self.regimen is None else frozenset()

    @property
    def others(self) -> frozenset[Drug]:
        """The other agents that go on, taken or held."""
        stands = self.stands
        on = (each.drug for each in stands.regimens if not each.over(stands.today))
        return frozenset(on) & {*AGENTS} - {self.drug}

    @property
    def apart(self) -> bool:
        """Whether one of these is never taken together with it."""
        return {*self.others, self.drug} >= TOGETHER

    @property
    def goes_round(self) -> bool:
        """Whether an amount of one's own is more than the present one: a rise beside the
        schedule."""
        own, regimen = self.wish.verb == "own", self.regimen
        return own and regimen is not None and regimen.more(self.mg)

    @property
    def old_answers(self) -> tuple[tuple[str, date], ...]:
        """What an agent that begins anew turns on, each with its day, where some of it is older
        than the blood tests of a rise may be; else nothing."""
        first = self.day or self.soonest
        anew = self.wish.verb in {"begin", "spec"} and first >= self.live.today
        if not anew or self.drug not in AGENTS:
            return ()
        live, unknown = self.live, self.live.plan.unknown
        given = (key for key in TURNS_ON if key not in unknown)
        days = tuple((key, answered_on(live.record, key, live.zone)) for key in given)
        return days if any(day < first - A_WEEK for _, day in days) else ()

    @property
    def lower(self) -> tuple[Decimal, ...]:
        """The amounts of its ladder under the present one, the highest first."""
        regimen = self.regimen
        if regimen is None or regimen.last.mg is None:
            return ()
        present = regimen.last.mg
        return tuple(sorted((mg for mg in regimen.ladder if mg < present), reverse=True))

    @property
    def routes(self) -> tuple[Route, ...]:
        """How an adult can take this amount of methotrexate, where that has to be asked."""
        rule, case, mg = self.live.guideline.agents, self.stands.case, self.mg
        if not self.is_weekly or mg is None or is_child(case):
            return ()
        route = self.regimen.last.route if self.regimen else None
        skin_only = mg > rule.life.under_skin_only_mg.value and case.region is Region.UK
        if mg <= rule.methotrexate.under_skin_above_mg.value:
            return ()
        if route is not None and not (skin_only and route is Route.MOUTH):
            return ()
        return (Route.SKIN,) if skin_only else (Route.MOUTH, Route.SKIN)

    @property
    def may_rise(self) -> bool:
        """Whether the next amount is due, or nearly."""
        due = self.regimen.due if self.regimen else None
        return due is not None and self.live.today >= due - EARLY

    def asks(self, state: str) -> bool:
        """Whether this drug, in this amount, turns on what the state asks for."""
        return ASKS_FOR.get(kind_of(state), _always)(self)

    def next_state(self) -> str:
        """The next thing that is to be asked; "done" once everything was."""
        path = ASKED[self.wish.verb]
        rest = path[len(self.wish.chosen) :]
        return next((state for state in rest if self.asks(state)), "done")

    def at(self, wish: Wish) -> "OfDrug":
        """The same with other choices."""
        return replace(self, wish=wish)


def _always(_of: OfDrug) -> bool:
    return True


def _asks_for_mg(of: OfDrug) -> bool:
    """What is taken already, where there are rules for its amount; what is resumed."""
    if of.wish.verb in {"since", "spec"}:
        return of.drug in AGENTS
    return of.wish.verb != "retake" or (of.regimen is not None and of.regimen.last.mg is not None)


ASKS_FOR: Mapping[str, Callable[[OfDrug], bool]] = MappingProxyType(
    {
        "weekday": lambda of: of.is_weekly,
        "mg": _asks_for_mg,
        "route": lambda of: bool(of.routes),
        "days": lambda of: of.drug in OVER_DAYS,
    }
)


def moves(of: OfDrug) -> tuple[str, ...]:
    """What can be decided about the drug as it stands, as the first word of a press."""
    return tuple(_begins(of) if of.regimen is None else _goes_on(of, of.regimen))


def _goes_on(of: OfDrug, regimen: Regimen) -> Iterator[str]:
    if regimen.held:
        yield from (("end",) if never_resumed(of.stands, of.drug) else ("retake", "end"))
        return
    if of.may_rise:
        yield from ("rise", "stay")
    if of.drug in GIVEN_AGAIN:
        yield "again"
    yield "halt"
    if of.drug in AGENTS:
        yield "own"
    if of.is_weekly:
        yield "move"
    yield "end"


def _begins(of: OfDrug) -> Iterator[str]:
    stands, drug = of.stands, of.drug
    closed, taken = bool(stands.closed(drug)), may_be_taken(stands, drug)
    named = stands.agent.status is Status.READY and str(stands.agent.first) == str(drug)
    if of.harms:
        yield "well"
    others, apart = of.others, of.apart
    if named and not (closed or others):
        yield "begin"
    goes_on = drug not in RESCUES or drug is Drug.CALCINEURIN_INHIBITOR
    if (goes_on or taken) and not (closed or apart):
        yield "since"
    if others and goes_on and not (closed or apart):
        yield "beside"
    if drug in RESCUES:
        yield "rescue"
    if drug in AGENTS and not apart:
        yield "spec"
    if taken:
        yield "end"


def taken_unsaid(of: OfDrug) -> tuple[Drug, ...]:
    """The drugs that are taken by the answers, or may be, and of which nothing is recorded."""
    return tuple(drug for drug in Drug if may_be_taken(of.stands, drug))
