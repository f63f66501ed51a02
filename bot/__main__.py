"""`myotaper <word> ...`: each word imports what it needs, and no more."""

import gc
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType, ModuleType

from bot.commands.ending import INTERRUPTED, WRONG_SETTINGS, ended

HELP, VERSION = frozenset({"-h", "--help", "help"}), frozenset({"--version", "version"})


@dataclass(frozen=True, slots=True)
class Word:
    """What a word does, in a line, and the module that does it."""

    module: str
    does: str


WORDS: Mapping[str, Word] = MappingProxyType(
    {
        "demo": Word("bot.commands.demo", "a page in your browser to try everything on"),
        "chat": Word("bot.commands.chat", "the same conversation in this terminal"),
        "run": Word("bot.commands.run", "the Telegram bot, until it is told to stop"),
        "check": Word("bot.commands.service.check", "whether all is set up: settings to groups"),
        "health": Word("bot.commands.service.health", "whether reminders leave, in a line"),
        "backup": Word("bot.commands.service.backup", "everything in one file, while it runs too"),
        "restore": Word("bot.commands.service.restore", "a backup as the data of an empty folder"),
        "keys": Word(
            "bot.commands.service.keys",
            "the keys that all is encrypted with: new, put, rotate, status",
        ),
        "audit": Word("bot.commands.service.audit", "who did what: show, verify or export"),
        "migrate-store": Word(
            "bot.commands.service.migrate_store",
            "everything from the file to the database, or back",
        ),
        "plan": Word("bot.commands.plan", "a plan from a case: flags, or JSON in and out"),
        "paper": Word("bot.commands.paper", "one paper of a case: picture, page, calendar, table"),
        "response": Word("bot.commands.response", "how well a patient responds, as a score"),
        "draw": Word("flows.drawing", "the diagrams of the dialogue in flows/README.md"),
    }
)


GARBAGE = (50_000, 20, 50)  # objects that are new, then rounds: plans are trees and no rings


def main() -> int:
    """The word has been done; its exit status, 2 for a word that is not known, 130 for Ctrl-C."""
    match sys.argv[1:]:
        case [asked] if asked in HELP:
            print(_help())
            return 0
        case [asked] if asked in VERSION:
            return _version()
        case [word, *arguments] if word in WORDS:
            return _done(WORDS[word], arguments)
        case [word, *_]:
            return ended(
                f"there is no word {word!r}; there are: {', '.join(WORDS)}", WRONG_SETTINGS
            )
        case _:
            print(_help(), file=sys.stderr)
            return WRONG_SETTINGS


def _done(word: Word, arguments: Sequence[str]) -> int:
    try:
        status: int = _imported(word.module).main(arguments)
    except KeyboardInterrupt:
        return INTERRUPTED
    return status


def _help() -> str:
    width = max(map(len, WORDS))
    return "\n".join(
        (
            "myotaper plans the first treatment of inflammatory myopathy with a clinician.",
            "",
            "usage: myotaper WORD ...",
            "",
            *(f"  {name:<{width}}  {word.does}" for name, word in WORDS.items()),
            "",
            "myotaper WORD --help tells what it takes; myotaper --version, which version this is.",
        )
    )


def _version() -> int:
    from bot.release import build  # noqa: PLC0415 - no other word waits for it

    print(f"myotaper {build()}")
    return 0


def _imported(name: str) -> ModuleType:
    """The module; what it brings stays to the end, and is never looked through for garbage."""
    gc.disable()
    module = import_module(name)
    gc.freeze()
    gc.set_threshold(*GARBAGE)
    gc.enable()
    return module


if __name__ == "__main__":
    sys.exit(main())
