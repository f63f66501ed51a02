"""The demo page in a real browser: `python -m tests.browser [--axe FILE] [--pictures FOLDER]`.

Needs Chromium (on Debian: apt-get install chromium), and for the look over accessibility the file
axe.min.js of the npm package axe-core. Everything else runs on what the tests have.
"""

import argparse
import asyncio
import sys
from pathlib import Path

from tests.bot.site.serving import serving
from tests.browser.acts import ACTS, Stage
from tests.browser.chromium import chromium


async def play(names: list[str], axe: str, pictures: Path | None) -> int:
    """How many acts failed; each on a server and a page of its own."""
    failed = 0
    async with chromium() as browser:
        for name in names:
            async with serving(beat_seconds=0.03) as address:
                stage = Stage(browser=browser, address=address, axe=axe, pictures=pictures)
                try:
                    figure = await ACTS[name](stage)
                    faults = stage.faults()
                except AssertionError as error:
                    figure, faults = "", [f"{type(error).__name__}: {error}"]
            failed += bool(faults)
            print(f"{'FAILED' if faults else 'ok':8}{name:14}{figure}", flush=True)
            for fault in faults:
                print(f"        {fault}")
    return failed


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.browser", description=__doc__)
    parser.add_argument(
        "acts", nargs="*", choices=[[], *ACTS], help="all of them where none is named"
    )
    parser.add_argument("--axe", type=Path, help="axe.min.js of the npm package axe-core")
    parser.add_argument("--pictures", type=Path, help="where every screen is kept as a PNG")
    wanted = parser.parse_args()
    axe = wanted.axe.read_text("utf-8") if wanted.axe else ""
    if wanted.pictures:
        wanted.pictures.mkdir(parents=True, exist_ok=True)
    return asyncio.run(play(wanted.acts or list(ACTS), axe, wanted.pictures)) and 1


if __name__ == "__main__":
    sys.exit(main())
