"""What may stand after a command that takes nothing: a question for help, and no more."""

import argparse

from bot.commands.ending import NOT_OPENED, ended
from bot.settings import PREFIX
from bot.store import CannotOpen, NoFolder


def not_opened(error: CannotOpen) -> int:
    """Why the data cannot be used; another folder may be."""
    other = f"; {PREFIX}DATA names another one" if isinstance(error, NoFolder) else ""
    return ended(f"{error}{other}", NOT_OPENED)


def takes_nothing(word: str, does: str, arguments: list[str]) -> None:
    """The command goes on where it was given nothing; help is printed, all else is refused (2)."""
    argparse.ArgumentParser(
        prog=f"myotaper {word}",
        description=does,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=f"Settings come from the environment; {PREFIX}DATA is the folder of its data.",
    ).parse_args(arguments)
