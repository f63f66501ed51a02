"""A patient's drugs as they are lived: what was answered, begun, held, stopped and tested.

It knows nothing of the product's code; the agent that is named comes from the second planner.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from tests.oracle import agents, repeats, rescue
from tests.oracle.counted import KEYS, counted, harms
from tests.oracle.course import Patient, decide
from tests.oracle.diary import ANSWERED, BY_TESTS, HARMS, Diary
from tests.oracle.reading import WEEKDAYS, read
from tests.oracle.values import Read

AGENTS = ("methotrexate", "azathioprine", "mycophenolate")
RESCUE = ("rituximab", "immunoglobulin", "cyclophosphamide", "calcineurin_inhibitor")
LEFT = ("moved", "died")
BLIND_DAYS, TESTS_COUNT_DAYS = 28, 7
HELD_BLIND = ("methotrexate", "azathioprine")


class Wish(NamedTuple):
    """A decision that somebody would like to take; days are those of the plan."""

    move: str
    on: int
    reason: str
    drug: str | None = None
    mg: Decimal | None = None
    weeks: int = 0
    weekday: str | None = None
    route: str | None = None
    until: int | None = None
    tested: int | None = None


@dataclass
class Life:
    """Everything that is known on a day."""

    first: date
    case: dict[str, Any]
    steroid: Patient
    diaries: list[Diary] = field(default_factory=list)
    named: Mapping[str, Any] = field(default_factory=dict)
    tested: int | None = None
    ready: int = -1000  # the day on which the agent that is named became ready
    today: int = 0

    @classmethod
    def made(cls, case: Mapping[str, Any], start: int, *, begins: bool) -> "Life":
        """The plan as it is made: an agent that is ready begins on the day that is named."""
        first = date.fromisoformat(case["start_date"])
        steroid = Patient.begun({"tail": case["tail"], "start": start, "hold": case["hold_weeks"]})
        life = cls(first, dict(case), steroid)
        life.named = life.choice()
        if begins and life.named["status"] == "ready":
            on = (date.fromisoformat(case.get("agent_start") or case["start_date"]) - first).days
            route = case.get("methotrexate_route")
            weekly = life.named["first"] == "methotrexate"
            life.begin(
                Wish(
                    "begin", on, "as_planned", life.named["first"],
                    weekday=(case.get("methotrexate_weekday") or WEEKDAYS[life.weekday(on)])
                    if weekly
                    else None,
                    route=route if weekly else None,
                )
            )  # fmt: skip
        return life

    def day(self, day: int) -> date:
        return self.first + timedelta(day)

    def weekday(self, day: int) -> int:
        return self.day(day).weekday()

    def running(self, drug: str) -> Diary | None:
        return next(
            (each for each in self.diaries if each.drug == drug and not each.over(self.today)),
            None,
        )

    def known(self) -> Read:
        """The answers, read; a drug that ended beside what was tried before."""
        found = counted(
            self.today,
            read(self.case),
            [e for e in self.diaries if e.over(self.today) or not e.ladder],
        )
        ended = {each.drug: each.last.why for each in self.diaries if each.over(self.today)}
        beside = [each.drug for each in self.diaries
                  if not each.over(self.today) and not each.ladder]  # fmt: skip
        if not ended and not beside:
            return found
        tried = dict(found["immunosuppressants"] or {})
        for drug, why in ended.items():
            tried.pop(drug, None)
            if why in LEFT and drug != "methylprednisolone":
                tried[drug] = "taking"  # another team goes on with it
            elif why not in {"completed", *LEFT}:
                tried[drug] = "not_tolerated" if why in HARMS else "failed"
        tried |= {drug: "taking" for drug in beside if drug != "methylprednisolone"}
        return found | {"immunosuppressants": tried}

    def choice(self) -> Mapping[str, Any]:
        """The agent that is named, as the answers are and after what has ended."""
        known = self.known()
        found = agents.answer(known, admission=self.emergency())
        unknown = read(self.case)["immunosuppressants"] is None
        beside = [e for e in self.diaries if e.over(self.today) or not e.ladder]
        unrecovered = bool(found["status"]) and bool(harms(beside, self.today))
        if unrecovered or (unknown and found["status"] == "ready"):
            waits = [*found["withheld_for"], "something"]
            return {**found, "status": "candidate", "withheld_for": waits, "doses": []}
        return found

    def name(self) -> None:
        """Named anew; from when it is ready where it was not, or another one was named."""
        before, self.named = self.named, self.choice()
        ready = ("ready", self.named["first"])
        if (before["status"], before["first"]) != ready:
            self.ready = self.today

    def emergencies(self) -> set[str]:
        known = read(self.case)
        return {key for key in rescue.EMERGENCIES if known[key]}

    def emergency(self) -> bool:
        return bool(self.emergencies())

    def closed(self, drug: str) -> set[str]:
        """Every answer that closes this drug now, whatever was tried of it."""
        others = (e for e in self.diaries if e.drug != drug or e.over(self.today))
        known = counted(self.today, read(self.case), others) | {"immunosuppressants": {}}
        return self._closes(known, drug)

    def answered_against(self, drug: str) -> set[str]:
        """The same by the answers alone."""
        return self._closes(read(self.case) | {"immunosuppressants": {}}, drug)

    def _closes(self, known: Read, drug: str) -> set[str]:
        if drug in AGENTS:
            found = {*agents.blocks(known).get(drug, ())}
            lungs = drug == "methotrexate" and known["rapidly_progressive"]
            found |= {"rapidly_progressive"} if lungs else set()
            return found | ({"active_infection"} if known["active_infection"] else set())
        return rescue.closed_by(known, drug, emergency=self.emergency())

    def agent_running(self) -> bool:
        return any(each.drug in AGENTS and not each.over(self.today) for each in self.diaries)

    def begin(self, wish: Wish) -> None:
        """A drug from its first day on, in its amount or the first of the ladder."""
        drug = str(wish.drug)
        ladder, every = self.ladder(drug)
        if self.agent_running():
            ladder, every = (), 0  # of a second drug no dose is computed
        made = Diary(
            drug,
            self.weekday(0),
            ladder,
            every,
            WEEKDAYS.index(wish.weekday) if wish.weekday and drug == "methotrexate" else None,
            route=wish.route,
        )
        mg = wish.mg if wish.mg is not None else (ladder[0] if ladder else None)
        first = made.take(wish.on, mg)
        made.recorded = self.today if first < self.today else None
        self.diaries.append(made)

    def ladder(self, drug: str) -> tuple[tuple[Decimal, ...], int]:
        if self.named.get("first") != drug or not self.named.get("doses"):
            return (), 0
        doses = self.named["doses"]
        mg = tuple(
            Decimal(each["mg"]) if "mg" in each else sum(map(Decimal, each["intakes"]), Decimal(0))
            for each in doses
        )
        return mg, 7 * (doses[1]["week"] - doses[0]["week"]) if doses[1:] else 0

    def take(self, wish: Wish) -> None:
        """What is decided, written down."""
        if wish.drug is None:
            halves = int((wish.mg or 0) * 2)
            decide(self.steroid, wish.on, (wish.move, wish.on, halves, wish.weeks, wish.reason))
            return
        if wish.tested is not None:
            self.tested = max(wish.tested, self.tested or wish.tested)
            self.tell_tests(wish.tested)
        if wish.move == "recover":
            for each in self.diaries:
                if each.drug == wish.drug:
                    each.recover(ANSWERED, wish.on, wish.on)
            if not self.agent_running():
                self.name()
            return
        self._write(wish)
        if not self.agent_running():
            self.name()

    def taken(self) -> set[tuple[Any, ...]]:
        """Every dose up to this day, that of this day among them, and what was only stopped."""
        steroid = (*self.steroid.taken, *(() if self.steroid.ended else (self.steroid.dose,)))
        found: set[tuple[Any, ...]] = {("steroid", *each) for each in enumerate(steroid)}
        for diary in self.diaries:
            for day, mark in diary.days.items():
                if day <= self.today and mark.state == "taken" and mark.dose:
                    found.add((diary.drug, day, mark.mg, diary.route_on(day)))
            if diary.end <= min(self.today, *diary.days):
                found.add((diary.drug, diary.end, "stopped"))
        return found

    def tell_tests(self, tested: int) -> None:
        """Acceptable blood tests, newer than what they tell of."""
        for each in self.diaries:
            each.recover(BY_TESTS, tested - 1, tested)

    def _write(self, wish: Wish) -> None:
        if wish.move == "begin":
            self.begin(wish)
            return
        assert wish.drug is not None
        diary = self.running(wish.drug)
        assert diary is not None
        before, moved = diary.route, list[int]()
        diary.route = wish.route or before
        if wish.weekday and wish.move != "weekday" and diary.weekday is not None:
            earlier, diary.weekday = diary.weekday, WEEKDAYS.index(wish.weekday)
            moved.append(earlier)
        match wish.move:
            case "rise":
                diary.take(wish.on, diary.following(), not_before=diary.apart(wish.on, self.today))
            case "stay":
                diary.stay(wish.on)
            case "suspend":
                diary.hold(wish.on, wish.reason, wish.until)
            case "resume":
                mg = wish.mg if wish.mg is not None else diary.before
                diary.take(wish.on, mg, not_before=diary.apart(wish.on, self.today))
            case "amount":
                apart = diary.apart(wish.on, self.today)
                diary.take(wish.on, wish.mg, not_before=apart, why=wish.reason)
            case "weekday":
                diary.move(wish.on, WEEKDAYS.index(str(wish.weekday)), self.today)
            case "end":
                diary.stop(wish.on, wish.reason)
        diary.weekdays.extend((diary.since, weekday) for weekday in moved)
        if wish.route:
            diary.routes.append((diary.since, before))

    def answer(self, given: Mapping[str, Any]) -> None:
        """Other answers: they hold what they close, and rewrite nothing."""
        running = [each for each in self.diaries if not each.over(self.today)]
        before = {each.drug: self.answered_against(each.drug) for each in running}
        was = read(self.case)
        urgent, gone = self.emergencies(), False
        self.case |= given
        for each in running:
            if not self.answered_against(each.drug) - before[each.drug]:
                continue
            if min(each.days) > self.today:
                self.diaries.remove(each)  # it does not begin
                gone = gone or each.drug in AGENTS
            else:
                each.hold_at_once(self.today, "closed")
        now = read(self.case)
        others = {why for why, key in KEYS.items() if was[key] != now[key]}
        for each in self.diaries:
            each.recover(others, self.today, self.today)
            self._cap(each)
        if not self.agent_running():
            self.name()
            self.ready = self.today if gone else self.ready
        if self.emergencies() - urgent and not self.steroid.ended:
            self.steroid.waits = self.steroid.urgent = True

    def _cap(self, diary: Diary) -> None:
        """No rise goes above the target by the answers as they are now."""
        known = read(self.case)
        if diary.drug == "methotrexate" and known["subtype"] != "juvenile":
            most = agents.methotrexate_most(known)
        elif diary.drug == "azathioprine" and None not in (known["height_cm"], known["sex"]):
            most = agents.azathioprine_target(known)
        else:
            return
        diary.ladder = tuple(mg for mg in diary.ladder if mg <= most) or diary.ladder[:1]
        if diary.following() is None:
            diary.due = None

    def overdue(self, diary: Diary) -> int | None:
        """The first blood test that is due and was not done."""
        counted = -1000 if self.tested is None else self.tested + TESTS_COUNT_DAYS
        counted = max(counted, -1000 if diary.recorded is None else diary.recorded)
        return next(
            (day for day in repeats.tests(diary, self.today - 1, harm=False) if day > counted),
            None,
        )

    def morning(self) -> None:
        """A new day: a drug whose blood nobody has looked at for too long is held."""
        for each in self.diaries:
            mark = each.on(self.today)
            if each.drug not in HELD_BLIND or mark is None:
                continue
            since = self.overdue(each)
            if mark.state == "taken" and since is not None and since + BLIND_DAYS <= self.today:
                each.hold(self.today, "tests_overdue")
        beside = [each for each in self.diaries if not each.ladder]
        other = any(e.unrecovered(self.today) != e.unrecovered(self.today - 1) for e in beside)
        ends = any(each.end == self.today for each in self.diaries)
        if (ends or other) and not self.agent_running():
            self.name()

    def evening(self) -> None:
        """The steroid of the day is taken."""
        if not self.steroid.ended:
            self.steroid.taken.append(self.steroid.dose)
        self.today += 1
