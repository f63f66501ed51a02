"""What becomes of each plan, day after day: its script is done.

Words of a script are done in their order: `step` and `hold.2.red_flag` when the step is due,
anything with `@5` so many days after the word before; `*` goes on with a step whenever one is due.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType
from zlib import crc32

from tests.editions.cases import Fate
from tests.editions.intake import made, revised
from tests.editions.people import band
from tests.editions.scene import Scene

ON = ("step", "hold", "*")  # done when a step is due
NEW_ANSWERS = {"hbv": "neg", "liver_disease": False, "alcohol_excess": False, "cytopenia": False}
SCREENS = 6  # of one decision
A_TABLET = Decimal("2.5")


@dataclass(slots=True)
class Life:
    """One plan on its way through its script."""

    fate: Fate
    label: str = ""
    word: int = 0  # the one to be done next
    since: date = field(default_factory=lambda: date.min)  # when the last one was done

    async def begins(self, there: Scene) -> None:
        """The plan is made, and shared where it has a team."""
        fate, today = self.fate, there.now.date()
        case = dict(fate.case)
        if "first_day" in case:
            case["start_date"] = (today + timedelta(days=case.pop("first_day"))).isoformat()
        self.label, self.since = await made(there, fate.owner, case), today
        if fate.team:
            await self.does(there, f"share.{fate.team}")

    async def goes_on(self, there: Scene) -> None:
        """The next word is done, if its day has come."""
        if not self.label or self.word >= len(self.fate.script):
            return
        word, _, days = self.fate.script[self.word].partition("@")
        today = there.now.date()
        if word.partition(".")[0] in ON:
            ready = self._is_due(there)
        else:
            ready = (today - self.since).days >= int(days)
        if ready:
            await self.does(there, "step" if word == "*" else word)
            self.since = today
            self.word += word != "*"

    async def does(self, there: Scene, word: str) -> None:
        """One word; the plan is another then."""
        before = there.plan(self.label).serial
        verb, _, how = word.partition(".")
        await DONE[verb](there, self.label, how)
        assert there.plan(self.label).serial > before, (self.label, self.fate)

    def _is_due(self, there: Scene) -> bool:
        """Whether the step is due, or has been for a day or two: not everybody is punctual."""
        live = there.live(self.label)
        course = live.course
        if live.record.closed_at or course is None or course.due is None:
            return False
        return live.today >= course.due + timedelta(days=crc32(self.label.encode()) % 3)


async def _decided(there: Scene, label: str, verb: str, wants: tuple[str, ...] = ()) -> None:
    """Screen after screen what is wanted, else what is offered first, until it is decided."""
    owner, before = there.plan(label).owner, there.plan(label).revision
    await there.presses(owner, label, "decide")
    offered = await there.presses(owner, label, verb)
    if verb == "off":
        offered = await there.types(owner, _lower(there, label))
    for want in (*wants, *("",) * SCREENS):
        if there.plan(label).revision > before:
            return
        choices = [each.press for each in offered if each.press.startswith(f"{verb}.")]
        depth = max((each.count(".") for each in choices), default=0)
        deeper = [each for each in choices if each.count(".") == depth]  # the others lead back
        assert deeper, (label, verb, wants, [each.press for each in offered])
        pick = next((each for each in deeper if want and each.endswith(f".{want}")), deeper[0])
        offered = await there.presses(owner, label, pick)


def _lower(there: Scene, label: str) -> str:
    """A dose under the present one that has tablets."""
    course = there.live(label).course
    assert course
    steps = max(course.present.mg // A_TABLET - 1, 1)
    return f"{steps * A_TABLET} mg"


async def _step(there: Scene, label: str, _how: str) -> None:
    await _decided(there, label, "step")


async def _hold(there: Scene, label: str, how: str) -> None:
    await _decided(there, label, "hold", tuple(how.split(".")))


async def _flare(there: Scene, label: str, _how: str) -> None:
    await _decided(there, label, "flare")


async def _off(there: Scene, label: str, _how: str) -> None:
    await _decided(there, label, "off", ("", "4", "withdrawal"))


async def _stop(there: Scene, label: str, how: str) -> None:
    await _decided(there, label, "stop", (how,))


async def _close(there: Scene, label: str, _how: str) -> None:
    await there.presses(there.plan(label).owner, label, "close.yes")


async def _share(there: Scene, label: str, how: str) -> None:
    """With this team; with 0 its owner is alone again."""
    await there.presses(there.plan(label).owner, label, f"share.{how}")


async def _check(there: Scene, label: str, _how: str) -> None:
    here = band(there.plan(label).team)
    assert here
    press = "check"
    while True:
        offered = [each.press for each in await there.presses(here.second, label, press)]
        if there.plan(label).live:
            return
        press = max((each for each in offered if each.startswith("check.")), key=_leads_on)


def _leads_on(press: str) -> tuple[bool, bool, int]:
    """Part after part is read; it is right, and so were the days before."""
    _, word, *_ = press.split(".")
    return word == "taken", word == "yes", int(word) if word.isdigit() else -1


async def _sent_back(there: Scene, label: str, _how: str) -> None:
    here = band(there.plan(label).team)
    assert here
    await there.presses(here.nurse, label, "check.no.dose")


async def _answers(there: Scene, label: str, _how: str) -> None:
    record = there.plan(label)
    age = {} if "age" in record.answers else {"age": 52, "sex": "F"}
    there.region = str(record.answers["region"])
    other = {"statin": not record.answers.get("statin")}  # the same answers make no revision
    await revised(there, record.owner, label, {**NEW_ANSWERS, **age, **other})


async def _hand(there: Scene, label: str, _how: str) -> None:
    record = there.plan(label)
    here = band(record.team)
    assert here
    await there.presses(record.owner, label, f"hand.{here.second}.{record.owner}")


DONE: Mapping[str, Callable[[Scene, str, str], Awaitable[None]]] = MappingProxyType(
    {
        "step": _step, "hold": _hold, "flare": _flare, "off": _off, "stop": _stop,
        "close": _close, "share": _share, "check": _check, "back": _sent_back,
        "answers": _answers, "hand": _hand,
    }
)  # fmt: skip
