"""A plan from the first question to the last press, answered as a case says."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flows.intake.details import GROUPS
from flows.intake.reading.readers import pressed_as
from flows.talk.turn import Commanded, Pressed
from tests.editions.scene import Scene

TYPED = frozenset({"age", "height_cm", "egfr", "pulse_days", "pulse_mg"})
QUESTIONS = {"subtype": "subtype", "severity": "severity", "ild": "ild"}
CHOICES = {"hold_weeks": "first_step", "tail": "tail", "start_date": "first_day"}
STATES = 60  # that a draft may pass through


async def made(there: Scene, who: int, case: Mapping[str, Any]) -> str:
    """The label of the plan that was made of these answers."""
    there.region = case["region"]
    label = await drafted(there, who, case)
    return await _finished(there, who, label)


async def drafted(there: Scene, who: int, case: Mapping[str, Any], until: str = "") -> str:
    """The label of a draft that has these answers, or has come to the state `until`."""
    await there.hear(who, Commanded(name="new", argument=""))
    draft = there.draft(who)
    assert draft
    for _ in range(STATES):
        state = _state(there, who)
        if state in {until, "review"}:
            break
        await _asked(there, who, draft.label, state, case)
    if not until:
        await _choices(there, who, draft.label, case)
        await _detailed(there, who, draft.label, case)
    return draft.label


async def revised(there: Scene, who: int, label: str, answers: Mapping[str, Any]) -> None:
    """The plan's next revision, after these answers."""
    before = there.plan(label).revision
    await there.presses(who, label, "answer")
    await there.presses(who, label, "back")
    await _detailed(there, who, label, answers)
    await _finished(there, who, label)
    assert there.plan(label).revision == before + 1, (label, answers)


async def _asked(there: Scene, who: int, label: str, state: str, case: Mapping[str, Any]) -> None:
    match state:
        case "weight":
            await there.types(who, case["weight"])
        case "height":
            await there.types(who, str(case["height_cm"]))
        case "weight_check" | "age_check":
            await there.presses(who, label, "use")
        case _:
            await there.presses(who, label, f"set.{case[QUESTIONS[state]]}")


async def _choices(there: Scene, who: int, label: str, case: Mapping[str, Any]) -> None:
    """What is chosen at the review: length of the first step, tail, first day, start dose."""
    for key, state in CHOICES.items():
        if key in case:
            await there.presses(who, label, f"open.{state}")
            if key == "start_date":
                await there.types(who, case[key])
            else:
                await there.presses(who, label, f"set.{case[key]}")
            await _used(there, who, label)
    if case.get("low_start"):
        offered = await there.presses(who, label, "open.start_dose")
        await there.presses(who, label, next(_sets(offered)))
        await _used(there, who, label)
    assert _state(there, who) == "review", (_state(there, who), case)


async def _detailed(there: Scene, who: int, label: str, case: Mapping[str, Any]) -> None:
    """Every detail that the case has, group by group."""
    juvenile = case.get("subtype") == "juvenile"
    if not any(_of(case, keys, juvenile) for keys in GROUPS.values()):
        return
    await there.presses(who, label, "open.details")
    for group, keys in GROUPS.items():
        for key in _of(case, keys, juvenile):
            if _state(there, who) == "details":
                await there.presses(who, label, f"group.{group}")
            await there.presses(who, label, f"key.{key}")
            if key in TYPED:
                await there.types(who, str(case[key]))
            else:
                await there.presses(who, label, f"set.{pressed_as(case[key])}")
            assert _state(there, who) == "group", (_state(there, who), key, case)
        if _state(there, who) == "group":
            await there.presses(who, label, "back")
    await there.presses(who, label, "back")


async def _finished(there: Scene, who: int, label: str) -> str:
    """The emergency signs are denied where they are asked for, then the plan is made."""
    offered = await there.presses(who, label, "open.details")
    offered = await there.presses(who, label, "back")
    if any(each.press == "none" for each in offered):
        offered = await there.presses(who, label, "none")
    make = [each.press for each in offered if each.press.startswith("make.")]
    assert make, (label, [each.press for each in offered])
    await there.presses(who, label, make[0])
    assert there.draft(who) is None
    return label


async def _used(there: Scene, who: int, label: str) -> None:
    """What is asked about once more is meant, and no steroid was taken before the course."""
    while (state := _state(there, who)) != "review":
        await there.presses(who, label, "set.none" if state == "earlier" else "use")


def _of(case: Mapping[str, Any], keys: Iterable[str], juvenile: bool) -> list[str]:
    return [key for key in keys if key in case and not (juvenile and key == "height_cm")]


def _sets(offered: Iterable[Pressed]) -> Iterator[str]:
    return (each.press for each in offered if each.press.startswith("set."))


def _state(there: Scene, who: int) -> str:
    draft = there.draft(who)
    assert draft
    return draft.state
