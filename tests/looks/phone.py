"""Messages as they look on a phone, as an HTML page and (with Chromium installed) a picture.

A tool for looking, not a test: the bubbles are as wide as on a phone of 390 points.
"""

import html
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

STYLE = """
body { margin: 0; background: #d5e3cf; font: 16px/1.3 Roboto, "Liberation Sans", sans-serif;
  width: 390px }
.m { background: #fff; border-radius: 12px; margin: 8px 44px 2px 8px; padding: 7px 10px;
  white-space: pre-wrap; overflow-wrap: break-word }
.u { background: #e7fbd3; margin: 8px 8px 2px 120px }
.k { margin: 0 44px 0 8px; display: flex; gap: 4px; padding-top: 4px }
.k span { flex: 1 1 0; background: #8fb183cc; color: #fff; border-radius: 7px; font-size: 14px;
  text-align: center; padding: 9px 2px; overflow: hidden; white-space: nowrap;
  text-overflow: ellipsis; min-width: 0 }
blockquote { margin: 2px 0; padding: 2px 8px; border-left: 3px solid #5b9; background: #eef7f1;
  font-size: 15px }
blockquote[expandable] { max-height: 3.9em; overflow: hidden }
"""
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)
Rows = tuple[tuple[str, ...], ...]


def message(text: str, rows: Rows = ()) -> str:
    """One message of the bot: Telegram HTML and its rows of button texts."""
    keys = "".join(
        '<div class="k">' + "".join(f"<span>{html.escape(b)}</span>" for b in row) + "</div>"
        for row in rows
    )
    return f'<div class="m">{text}</div>{keys}'


def user(text: str) -> str:
    """One message of the user."""
    return f'<div class="m u">{html.escape(text)}</div>'


def picture(bubbles: Iterable[str], path: Path, *, height: int = 844) -> None:
    """The bubbles as a PNG of 390 points by `height`, at twice the pixels."""
    chromium = shutil.which("chromium")
    if chromium is None:
        message = "no chromium on PATH"
        raise FileNotFoundError(message)
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "page.html")
        body = "".join(bubbles)
        page.write_text(f"<meta charset=utf-8><style>{STYLE}</style>{body}", "utf-8")
        subprocess.run(
            [
                chromium,
                *FLAGS,
                f"--user-data-dir={folder}/profile",
                f"--window-size=390,{height}",
                "--force-device-scale-factor=2",
                f"--screenshot={path}",
                page.as_uri(),
            ],
            check=True,
            capture_output=True,
        )
