"""What commands say and take of the keys."""

import argparse
from pathlib import Path

from bot.settings import PREFIX

NO_KEYS = (
    f"What is kept is not encrypted: set {PREFIX}KEYS to a folder away from the data, and run "
    "`myotaper keys new`."
)


def takes_master(parser: argparse.ArgumentParser) -> None:
    """The command can be told where the master key lies."""
    parser.add_argument(
        "--master",
        type=Path,
        help=f"the file of the master key, where it lies elsewhere than {PREFIX}KEYS",
    )
