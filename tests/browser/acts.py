"""What a visitor does at the page, one act after the other, each from a fresh page."""

import asyncio
import statistics
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from tests.bench.a_class import Pupil
from tests.browser.chromium import Chromium, InVain
from tests.browser.visitor import BUTTON, ME, TEAM, Visitor

FOUR = ("Dermatomyositis", "Severe", "No", "No emergency sign")
MAKE = "Confirm 2 points and make the plan"
A_PLAN_SECONDS, A_COURSE_SECONDS = 60, 240
CLASS, ROUNDS, ANSWER_SECONDS = 29, 12, 0.2
SERIOUS = ("serious", "critical")
MYOTAPER = Path(sys.executable).with_name("myotaper")


@dataclass(slots=True)
class Stage:
    """A browser, a demo, and everybody who came."""

    browser: Chromium
    address: str
    axe: str
    pictures: Path | None
    visitors: list[Visitor] = field(default_factory=list)

    async def visitor(self, size: str = "wide", address: str = "") -> Visitor:
        visitor = Visitor(await self.browser.tab(), self.pictures, self.axe, size=size)
        self.visitors.append(visitor)
        await visitor.tab.looks(*{"wide": (1440, 900), "phone": (390, 844)}[size], "light")
        await visitor.comes(address or self.address)
        return visitor

    def faults(self) -> list[str]:
        """What the consoles said, what axe found, and what was asked for elsewhere."""
        found = []
        for visitor in self.visitors:
            found += [f"console: {each}" for each in visitor.tab.errors]
            asked = (each for each in visitor.tab.asked_for if each.startswith("http"))
            found += [f"asked for {each}" for each in asked if "//127.0.0.1:" not in each]
            found += [each for each in visitor.findings if each.split(" ")[1] in SERIOUS]
        return found


async def planned(visitor: Visitor) -> None:
    """From nothing to a plan that the team follows."""
    await visitor.types("/new")
    await visitor.reads("weigh")
    await visitor.types("72")
    for answer in FOUR:
        await visitor.presses(answer)
    await visitor.presses(MAKE)
    await visitor.reads("revision 1")
    await visitor.presses("More")
    await visitor.presses("Share with a team")
    await visitor.presses("Team 1")
    await visitor.reads("It is shared with team 1")


async def first_plan(stage: Stage) -> str:
    """Both sizes: under a minute, and what one sees on the way."""
    said = []
    for size in ("phone", "wide"):
        began = monotonic()
        visitor = await stage.visitor(size)
        await planned(visitor)
        seconds = monotonic() - began
        assert seconds < A_PLAN_SECONDS
        said.append(f"{size} {seconds:.1f} s")
    visitor = await stage.visitor()
    await visitor.keeps("welcome")
    await visitor.types("/new")
    await visitor.reads("weigh")
    await visitor.presses("Why?")
    await visitor.keeps("weight")
    await visitor.types("154 lb")
    await visitor.presses("Use 69.9 kg")
    await visitor.reads("subtype")
    await visitor.keeps("subtype", ("me",))
    for answer in FOUR[:3]:
        await visitor.presses(answer)
    await visitor.reads("Emergency signs")
    await visitor.keeps("review")
    await visitor.presses("No emergency sign")
    await visitor.presses(MAKE)
    await visitor.reads("revision 1")
    await visitor.keeps("card")
    for section in ("Schedule", "Medicines", "Prevention"):
        await visitor.presses(section)
        await visitor.keeps(section.lower(), ("me",))
        await visitor.presses("Back to the card")
    await visitor.presses("More")
    await visitor.keeps("more", ("me",))
    await visitor.presses("Monitoring")
    await visitor.keeps("monitoring", ("me",))
    await visitor.presses("Back to the card")
    await visitor.presses("More")
    await visitor.presses("Severe disease")
    await visitor.keeps("severe", ("me",))
    await visitor.presses("Pulse")
    await visitor.keeps("pulse", ("me",))
    await visitor.presses("1")
    await visitor.keeps("why", ("me",))
    return ", ".join(said)


async def papers_and_learning(stage: Stage) -> str:
    """A picture is shown and said in words, a file can be kept; lists and a lesson."""
    visitor = await stage.visitor()
    await planned(visitor)
    await visitor.presses("Back to the plan")
    await visitor.presses("Papers")
    await visitor.presses("Chart")
    await visitor.tab.until(
        "[...document.querySelectorAll('#me img')].some((e) => e.naturalWidth)"
    )
    await visitor.keeps("chart", ("me",))
    await visitor.presses("The chart in words")
    await visitor.reads("Thick line")
    await visitor.keeps("chart-words", ("me",))
    await visitor.presses("Tablets in stock")
    await visitor.presses("50 mg: in stock")
    await visitor.keeps("stock", ("me",))
    await visitor.presses("Papers with these tablets")
    await visitor.presses("Calendar")
    await visitor.tab.until("document.querySelector('#me a[download]')")
    for list_ in ("/help", "/privacy", "/today", "/upcoming", "/dose"):
        await visitor.types(list_)
        await visitor.tab.until(
            "document.querySelector('#me .log').lastElementChild.matches(':not(.own)')"
        )
        await visitor.keeps(list_.strip("/"), ("me",))
    await visitor.presses("Another day")
    await visitor.keeps("another-day", ("me",))
    await visitor.types("/learn")
    await visitor.reads("TRAINING")
    await visitor.keeps("learn", ("me",))
    await visitor.presses("By topic")
    await visitor.keeps("topics", ("me",))
    await visitor.presses("The start dose")
    await visitor.keeps("exercise", ("me",))
    await visitor.tab.clicks(
        "[...document.querySelectorAll('#me article')].at(-1).querySelector('.keys button')"
    )
    await visitor.reads("The planner says")
    await visitor.keeps("revealed", ("me",))
    return ""


async def back_and_change(stage: Stage) -> str:
    """Back keeps the answers, a change comes from the review, an old button says so."""
    visitor = await stage.visitor()
    await visitor.types("/new")
    await visitor.types("72")
    await visitor.presses("Dermatomyositis")
    await visitor.reads("question 3 of 4")
    await visitor.presses("Back")
    await visitor.reads("question 2 of 4")
    await visitor.presses("Dermatomyositis")
    for answer in FOUR[1:3]:
        await visitor.presses(answer)
    await visitor.presses("Change the plan")
    await visitor.presses("Weight")
    await visitor.types("80")
    await visitor.reads("80 kg × 1 mg per kg")
    await visitor.types("/new")
    await visitor.reads("Discard")
    await visitor.keeps("discard", ("me",))
    return ""


async def stale_button(stage: Stage) -> str:
    """Two taps on one button: the second is told; a forged one is not valid."""
    visitor = await stage.visitor()
    await visitor.types("/new")
    await visitor.types("72")
    await visitor.reads("question 2 of 4")
    twice = BUTTON.format(chat=ME, text='"Dermatomyositis"')
    await visitor.tab.tells(f"(() => {{ const e = {twice}; e.click(); e.click(); }})()")
    await visitor.reads("question 3 of 4")
    await visitor.tab.until("document.querySelector('#me .toast').textContent")
    await visitor.keeps("stale", ("me",))
    return ""


async def team(stage: Stage) -> str:
    """The nurse takes up the first dose; step, hold and flare reach the group."""
    visitor = await stage.visitor()
    await planned(visitor)
    await visitor.pushes("To the next event")
    await visitor.reads("the daily dose is", TEAM)
    await visitor.keeps("team-dose")
    alone = await visitor.stands("Seen", TEAM)  # or with what else is due at that hour
    await visitor.presses("Seen" if alone else "Dose: seen", TEAM)
    await visitor.reads("Acknowledged by Nurse", TEAM)
    for mg in ("60", "50"):
        while not await visitor.stands(f"Step to {mg} mg"):
            await visitor.pushes("To the next event")
        if mg == "60":
            await visitor.keeps("gate")
        await visitor.presses(f"Step to {mg} mg")
        for answer in ("Better", "Falling", "No warning sign"):
            if mg == "60":
                await visitor.keeps(f"found-{answer.split()[0].lower()}")
            await visitor.presses(answer)
        await visitor.reads("Suggested: step.")
        if mg == "60":
            await visitor.keeps("suggested")
        await visitor.presses(f"Step to {mg} mg from", whole=False)
        await visitor.reads(f"{mg} mg", TEAM)
    while not await visitor.stands("Step to 40 mg"):
        await visitor.pushes("To the next event")
    await visitor.presses("Hold 2 weeks")
    await visitor.reads("The dose stays as it is. Why?")
    await visitor.keeps("hold")
    await visitor.presses("creatine kinase rising")
    await visitor.reads("moved 14 days later")
    await visitor.keeps("held")
    await visitor.pushes("+1 week")
    await visitor.pushes("+1 week")
    await visitor.reads("dose change due", TEAM)
    await visitor.presses("Flare")
    await visitor.presses("70 mg")
    await visitor.reads("For how many weeks")
    await visitor.presses("2 weeks")
    await visitor.keeps("flare")
    await visitor.presses("Confirm")
    await visitor.reads("the daily dose is predniSONE 70 mg", TEAM)
    await visitor.keeps("flared")
    return ""


async def outage(stage: Stage) -> str:
    """After three days without power the team is told what is late, in one message."""
    visitor = await stage.visitor()
    await planned(visitor)
    await visitor.pushes("To the next event")
    await visitor.pushes("+1 week")
    await visitor.pushes("+1 day")
    for _ in range(4):
        await visitor.pushes("+1 day")
    await visitor.pushes("Outage of 3 days")
    await visitor.reads("Late reminders", TEAM)
    await visitor.keeps("outage")
    return ""


async def whole_course(stage: Stage) -> str:
    """Played: steps, a hold, an outage, a flare, an agent, to the last day; then begun again."""
    visitor = await stage.visitor()
    began = monotonic()
    await visitor.tab.clicks("document.querySelector('#play')")
    await visitor.tab.until("document.querySelector('#now').textContent.includes('Dec')")
    await visitor.tab.clicks("document.querySelector('#play')")
    await visitor.tab.until("document.querySelector('#play').textContent.startsWith('Play')")
    await visitor.keeps("paused")
    await visitor.tab.clicks("document.querySelector('#play')")
    await visitor.tab.until("document.querySelector('#play').textContent === 'Pause'")
    for picture in ("begun", "held"):
        await visitor.reads(f"methotrexate {picture}", TEAM, A_COURSE_SECONDS)
        await visitor.tab.clicks("document.querySelector('#play')")
        await visitor.tab.until("document.querySelector('#play').textContent.startsWith('Play')")
        await visitor.keeps(f"agent-{picture}")
        await visitor.tab.clicks("document.querySelector('#play')")
        await visitor.tab.until("document.querySelector('#play').textContent === 'Pause'")
    await visitor.tab.until(
        "document.querySelector('#play').textContent !== 'Pause'", A_COURSE_SECONDS
    )
    for event in ("no predniSONE", "LATE"):
        await visitor.reads(event, TEAM)
    seconds = monotonic() - began
    await visitor.keeps("end")
    await visitor.tab.clicks("document.querySelector('#again')")
    await visitor.tab.until(
        "document.querySelector('#team .empty') || !document.querySelector('#team article')"
    )
    return f"{seconds:.0f} s at a beat of 0.03 s"


async def keyboard(stage: Stage) -> str:
    """With no mouse: typed, reached by Tab, pressed by Enter; focus is seen and never lost."""
    visitor = await stage.visitor()
    tab = visitor.tab
    await tab.tells("document.querySelector('#me-text').focus(), 1")
    await tab.types("/new")
    await tab.key("Enter", 13, "\r")
    await visitor.reads("weigh")
    await tab.types("72")
    await tab.key("Enter", 13, "\r")
    await visitor.reads("question 2 of 4")
    for answer in FOUR[:2]:
        for _ in range(80):
            if await tab.tells("document.activeElement.textContent") == answer:
                break
            await tab.key("Tab", 9, shift=8)
        else:
            raise InVain(f"{answer} is not reached")
        outline = await tab.tells("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none"
        await tab.key("Enter", 13, "\r")
        await tab.until("document.activeElement !== document.body")
    await visitor.reads("question 4 of 4")
    await visitor.keeps("keyboard", ("me",))
    return ""


async def a_class(stage: Stage) -> str:
    """Thirty at once on a demo of its own process: how long an answer takes."""
    child = await asyncio.create_subprocess_exec(
        MYOTAPER, "demo", "--port", "0", "--no-browser", stdout=asyncio.subprocess.PIPE
    )
    assert child.stdout
    try:
        line = (await child.stdout.readline()).decode()
        address = line.split()[-1]
        pupils = [Pupil(address, seed) for seed in range(CLASS)]
        visiting = asyncio.create_task(_visits(stage, address))
        took = await asyncio.gather(*(pupil.lesson(ROUNDS) for pupil in pupils))
        in_browser = await visiting
    finally:
        child.terminate()
        await child.wait()
    every = sorted(each for one in took for each in one)
    p99 = every[int(len(every) * 0.99) - 1]
    assert p99 < ANSWER_SECONDS, f"p99 {p99 * 1000:.0f} ms"
    return (
        f"{len(every)} answers, median {statistics.median(every) * 1000:.0f} ms, "
        f"p99 {p99 * 1000:.0f} ms, longest {every[-1] * 1000:.0f} ms; "
        f"in the browser a plan in {in_browser:.1f} s"
    )


async def _visits(stage: Stage, address: str) -> float:
    began = monotonic()
    await planned(await stage.visitor(address=address))
    return monotonic() - began


ACTS: dict[str, Callable[[Stage], Awaitable[str]]] = {
    "plan": first_plan,
    "papers": papers_and_learning,
    "change": back_and_change,
    "stale": stale_button,
    "team": team,
    "outage": outage,
    "course": whole_course,
    "keyboard": keyboard,
    "class": a_class,
}
