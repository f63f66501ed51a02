"""A person at the demo page: reads, presses what stands there, types, pushes the clock."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.browser.chromium import Tab

ME, TEAM = "me", "team"
SIZES = {"phone": (390, 844), "wide": (1440, 900)}
SCHEMES = ("light", "dark")
BUTTON = """[...document.querySelectorAll('#{chat} .keys button')].reverse()
  .find((e) => e.textContent === {text})"""
BEGINS = """[...document.querySelectorAll('#{chat} .keys button')].reverse()
  .find((e) => e.textContent.startsWith({text}))"""

PUSH = "[...document.querySelectorAll('.pushes button')].find((e) => e.textContent === {text})"
PAINTED = (
    "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))"
)
FOUND = """axe.run(document).then((r) => r.violations.map((v) => [v.impact, v.id,
  v.nodes.slice(0, 3).map((n) => n.target.join(' ')).join(' | '), v.nodes[0].failureSummary]))"""


@dataclass(slots=True)
class Visitor:
    """One tab of one browser; every screen can be kept as a picture."""

    tab: Tab
    pictures: Path | None = None
    axe: str = ""
    taken: list[str] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)
    size: str = "wide"

    async def comes(self, address: str) -> None:
        await self.tab.opens(address)
        await self.tab.until("document.querySelector('#me article')")

    async def turns_to(self, view: str) -> None:
        """At phone width a tab; wide, everything is there."""
        if self.size == "phone":
            await self.tab.clicks(f"document.querySelector('nav [data-tab={view}]')")

    async def presses(self, text: str, chat: str = ME, *, whole: bool = True) -> None:
        """The lowest button that reads like this, or begins so."""
        await self.turns_to(chat)
        button = BUTTON if whole else BEGINS
        await self.tab.clicks(button.format(chat=chat, text=json.dumps(text)))

    async def types(self, text: str, chat: str = ME) -> None:
        await self.turns_to(chat)
        await self.tab.clicks(f"document.querySelector('#{chat} .say input')")
        await self.tab.types(text)
        await self.tab.key("Enter", 13, "\r")

    async def reads(self, text: str, chat: str = ME, seconds: float = 20) -> None:
        """It stands in the chat."""
        place = f"document.querySelector('#{chat} .log').textContent"
        await self.tab.until(f"{place}.includes({json.dumps(text)})", seconds)

    async def sees_toast(self, text: str, chat: str = ME) -> None:
        place = f"document.querySelector('#{chat} .toast').textContent"
        await self.tab.until(f"{place}.includes({json.dumps(text)})")

    async def pushes(self, text: str) -> None:
        """The button of the clock that reads like this, until what came of it is shown."""
        before = await self.tab.tells("document.body.dataset.seen")
        await self.tab.clicks(PUSH.format(text=json.dumps(text)))
        await self.tab.until(f"document.body.dataset.seen !== {json.dumps(before)}")

    async def stands(self, button: str, chat: str = ME) -> bool:
        """Whether a button reads like this."""
        return bool(await self.tab.tells(f"!!{BUTTON.format(chat=chat, text=json.dumps(button))}"))

    async def keeps(self, name: str, views: Sequence[str] = (ME, TEAM, "inside")) -> None:
        """The screen as pictures, at both sizes and in both schemes, each looked over by axe."""
        if self.pictures is None:
            return
        for size, (wide, high) in SIZES.items():
            self.size = size
            for scheme in SCHEMES:
                await self.tab.looks(wide, high, scheme)
                for view in views if size == "phone" else ("all",):
                    if view != "all":
                        await self.turns_to(view)
                    await self.tab.tells(PAINTED)
                    path = self.pictures / f"{name}-{size}-{scheme}-{view}.png"
                    await self.tab.picture(path)
                    self.taken.append(path.name)
                    await self._looked_over(path.stem)
        self.size = "wide"
        await self.tab.looks(*SIZES["wide"], "light")

    async def _looked_over(self, where: str) -> None:
        if not self.axe:
            return
        await self.tab.tells(f"typeof axe === 'undefined' && (() => {{ {self.axe} }})(), 1")
        found = await self.tab.tells(FOUND)
        self.findings += [f"{where}: {' '.join(map(str, each))}" for each in found]
