"""Chromium driven over a pair of pipes, with nothing but the standard library.

What is sent and what comes back is the browser's own protocol: JSON, a zero byte after each.
"""

import asyncio
import base64
import json
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--hide-scrollbars", "--remote-debugging-pipe",
)  # fmt: skip
PATIENCE_SECONDS = 20
UNTIL = """new Promise((done, fail) => {{
  const end = performance.now() + {patience};
  const look = () => {{
    let found;
    try {{ found = ({what}); }} catch (error) {{ found = null; }}
    if (found) done(found);
    else if (performance.now() > end) fail(new Error("waited in vain"));
    else setTimeout(look, 15);
  }};
  look();
}})"""


class InVain(AssertionError):
    """The page did not come to this."""


@dataclass(slots=True)
class Chromium:
    """One browser; answers are matched to calls by their number."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    waits: dict[int, asyncio.Future[dict[str, Any]]] = field(default_factory=dict)
    pages: dict[str, "Tab"] = field(default_factory=dict)
    number: int = 0

    async def call(self, method: str, session: str = "", **given: Any) -> dict[str, Any]:
        """What the browser answers; raises InVain where it refuses."""
        self.number += 1
        answer = asyncio.get_running_loop().create_future()
        self.waits[self.number] = answer
        message = {"id": self.number, "method": method, "params": given}
        if session:
            message["sessionId"] = session
        self.writer.write(json.dumps(message).encode() + b"\0")
        said = await answer
        if "error" in said:
            raise InVain(f"{method}: {said['error']}")
        return said["result"]

    async def listen(self) -> None:
        """Every answer reaches its call, every event its page."""
        while True:
            try:
                said = json.loads((await self.reader.readuntil(b"\0"))[:-1])
            except asyncio.IncompleteReadError:
                return
            if "id" in said:
                self.waits.pop(said["id"]).set_result(said)
            elif page := self.pages.get(said.get("sessionId", "")):
                page.heard(said["method"], said["params"])

    async def tab(self) -> "Tab":
        """A page with cookies of its own."""
        context = (await self.call("Target.createBrowserContext"))["browserContextId"]
        made = await self.call("Target.createTarget", url="about:blank", browserContextId=context)
        joined = await self.call("Target.attachToTarget", targetId=made["targetId"], flatten=True)
        tab = Tab(self, joined["sessionId"])
        self.pages[tab.session] = tab
        for domain in ("Page", "Runtime", "Log", "Network"):
            await tab.call(f"{domain}.enable")
        return tab


@dataclass(slots=True)
class Tab:
    """One page as a person sees and uses it."""

    browser: Chromium
    session: str
    errors: list[str] = field(default_factory=list)
    asked_for: list[str] = field(default_factory=list)  # addresses

    async def call(self, method: str, **given: Any) -> dict[str, Any]:
        return await self.browser.call(method, self.session, **given)

    def heard(self, method: str, said: dict[str, Any]) -> None:
        """What went wrong on the page, and what it asked for, is kept."""
        match method:
            case "Runtime.exceptionThrown":
                self.errors.append(json.dumps(said["exceptionDetails"]))
            case "Runtime.consoleAPICalled" if said["type"] in {"error", "warning"}:
                self.errors.append(json.dumps(said["args"]))
            case "Log.entryAdded" if said["entry"]["level"] in {"error", "warning"}:
                self.errors.append(f"{said['entry']['text']} {said['entry'].get('url', '')}")
            case "Network.requestWillBeSent":
                self.asked_for.append(said["request"]["url"])

    async def tells(self, script: str) -> Any:
        """The value of this expression on the page."""
        said = await self.call(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        if fault := said.get("exceptionDetails"):
            raise InVain(f"{script[:200]}: {fault.get('exception', fault)}")
        return said["result"].get("value")

    async def until(self, what: str, seconds: float = PATIENCE_SECONDS) -> Any:
        """The value of this expression once it is one."""
        return await self.tells(UNTIL.format(what=what, patience=seconds * 1_000))

    async def looks(self, wide: int, high: int, scheme: str, *, still: bool = True) -> None:
        """A screen of this size, in light or dark."""
        await self.call(
            "Emulation.setDeviceMetricsOverride", width=wide, height=high,
            deviceScaleFactor=1, mobile=wide < 600,
        )  # fmt: skip
        motion = "reduce" if still else "no-preference"
        await self.call(
            "Emulation.setEmulatedMedia",
            features=[
                {"name": "prefers-color-scheme", "value": scheme},
                {"name": "prefers-reduced-motion", "value": motion},
            ],
        )

    async def opens(self, address: str) -> None:
        await self.call("Page.navigate", url=address)

    async def picture(self, path: Path) -> None:
        shot = await self.call("Page.captureScreenshot", format="png")
        path.write_bytes(base64.b64decode(shot["data"]))

    async def clicks(self, element: str) -> None:
        """A press of the mouse on this element, as far as it can be reached there."""
        spot = await self.until(
            f"""(() => {{
              const e = {element};
              e.scrollIntoView({{block: "nearest", inline: "nearest"}});
              const r = e.getBoundingClientRect();
              const x = r.x + r.width / 2, y = r.y + r.height / 2;
              return e.contains(document.elementFromPoint(x, y)) && [x, y];
            }})()"""
        )
        for kind in ("mousePressed", "mouseReleased"):
            await self.call(
                "Input.dispatchMouseEvent", type=kind, x=spot[0], y=spot[1],
                button="left", clickCount=1,
            )  # fmt: skip

    async def types(self, text: str) -> None:
        await self.call("Input.insertText", text=text)

    async def key(self, name: str, code: int, text: str = "", shift: int = 0) -> None:
        """A key goes down and up."""
        more = {"text": text} if text else {}
        for kind in ("keyDown", "keyUp"):
            await self.call(
                "Input.dispatchKeyEvent", type=kind, key=name, code=name, modifiers=shift,
                windowsVirtualKeyCode=code, **(more if kind == "keyDown" else {}),
            )  # fmt: skip


@asynccontextmanager
async def chromium() -> AsyncIterator[Chromium]:
    """A browser with an empty profile, gone at the end."""
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        raise InVain("no chromium on the PATH; on Debian: apt-get install chromium")
    loop = asyncio.get_running_loop()
    ours_in, theirs_out = os.pipe()
    theirs_in, ours_out = os.pipe()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        # The browser reads its commands from 3 and writes its answers to 4.
        line = f'exec "$0" "$@" 3<&{theirs_in} 4>&{theirs_out}'
        child = await asyncio.create_subprocess_exec(
            "/bin/sh", "-c", line, found, *FLAGS, f"--user-data-dir={profile}", "about:blank",
            pass_fds=(theirs_in, theirs_out),
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        os.close(theirs_in)
        os.close(theirs_out)
        reader = asyncio.StreamReader(limit=64 * 1024 * 1024)
        await loop.connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(ours_in, "rb")
        )
        transport, protocol = await loop.connect_write_pipe(
            asyncio.streams.FlowControlMixin, os.fdopen(ours_out, "wb")
        )
        browser = Chromium(reader, asyncio.StreamWriter(transport, protocol, reader, loop))
        listening = asyncio.create_task(browser.listen())
        try:
            yield browser
        finally:
            await browser.call("Browser.close")
            await child.wait()
            listening.cancel()
            transport.close()
