"""Everything that is logged, at debug and of the libraries too, beside what was said."""

import json
import logging
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

from bot.log import QUIET, start_logging
from flows.talk.label import check
from flows.talk.records import Person
from flows.talk.turn import Commanded, Typed
from tests.fake_telegram.state import TOKEN, FakeTelegram

PASSING = ("time", "seconds", "update", "who", "count", "at")  # of a line, and no text
SAID_IN = {"text", "caption", "first_name", "last_name", "username", "title", "phone_number"}
OF_TESTS = ("ical",)  # libraries that no installation has
SHORTEST = 4  # what is shorter is found in any text
OWN_WORD = re.compile(r"[a-z]+|Telegram")  # it is in lines of the program itself


@dataclass(slots=True)
class Watch:
    """What was written, each line once, and what must not be in it."""

    lines: set[str] = field(default_factory=set)
    said: set[str] = field(default_factory=set)
    records: int = 0

    def write(self, text: str) -> None:
        """A line of the product's own handler, or of any other."""
        self.records += text != "\n"
        try:
            line = json.loads(text)
        except ValueError:
            self.lines.add(text)
            return
        self.lines.add(" ".join(str(line[key]) for key in line if key not in PASSING))

    def flush(self) -> None:
        """Nothing waits."""

    def isatty(self) -> bool:
        """No terminal."""
        return False

    def hear(self, text: object) -> None:
        """Somebody said this."""
        if isinstance(text, str):
            self.said.add(text.strip())

    def hear_all(self, within: object, key: str = "") -> None:
        """Whatever was said in an update."""
        match within:
            case dict():
                for name, value in within.items():
                    self.hear_all(value, str(name))
            case list() | tuple():
                for value in within:
                    self.hear_all(value, key)
            case str() if key in SAID_IN:
                self.hear(within)

    def told(self) -> dict[str, Any]:
        """What it came to, as plain values."""
        return {"records": self.records, "said": len(self.said), "leaks": self.leaks()}

    def leaks(self) -> dict[str, str]:
        """What was said and is in the log, with a line that has it."""
        log = "\n".join(self.lines)
        there = sorted(text for text in self.said if _tells(text) and text in log)
        return {
            text: found[0]
            for text in there
            if (whole := re.compile(rf"(?<!\w){re.escape(text)}(?!\w)"))
            and (found := [line for line in self.lines if whole.search(line)])
        }


def _tells(text: str) -> bool:
    """Whether it says anything: no plain word, and no label, which a log may hold."""
    return len(text) >= SHORTEST and not OWN_WORD.fullmatch(text) and not check(text)


@contextmanager
def watching() -> Iterator[Watch]:
    """Until the end of the block; the log is as it was before afterwards."""
    watch, root = Watch(said={TOKEN}), logging.getLogger()
    before = logging.getLogRecordFactory(), root.handlers[:], root.level, sys.excepthook
    levels = {name: logging.getLogger(name).level for name in (*QUIET, *OF_TESTS)}
    start_logging(token=TOKEN, stream=watch, level="debug")  # type: ignore[arg-type]
    root.addHandler(logging.StreamHandler(watch))
    for name in OF_TESTS:
        logging.getLogger(name).setLevel(logging.WARNING)
    try:
        with ExitStack() as ears:
            _listen(ears, watch)
            yield watch
    finally:
        logging.setLogRecordFactory(before[0])
        root.handlers[:], root.level, sys.excepthook = before[1:]
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)


def _listen(ears: ExitStack, watch: Watch) -> None:
    _beside(ears, Typed, "__init__", lambda _, told: watch.hear(told.get("text")))
    _beside(ears, Commanded, "__init__", lambda _, told: watch.hear(told.get("argument")))
    _beside(ears, Person, "__init__", lambda _, told: watch.hear(told.get("name")))
    _beside(ears, FakeTelegram, "push", lambda _, told: watch.hear_all(told))


def _beside(
    ears: ExitStack, of: type, name: str, hears: Callable[[Any, dict[str, Any]], None]
) -> None:
    """Whenever this is called, what it was given by name is heard."""
    original = getattr(of, name)

    def called(self: Any, *given: Any, **told: Any) -> Any:
        hears(self, told)
        return original(self, *given, **told)

    setattr(of, name, called)
    ears.callback(setattr, of, name, original)
