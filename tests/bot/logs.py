"""The log of one test, with the process logging as before afterwards."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from bot.log import QUIET, start_logging


@contextmanager
def logged(token: str, *streams: TextIO, level: str = "info") -> Iterator[None]:
    """Everything is logged to the first stream as the product does, to the others as may be."""
    root, quiet = logging.getLogger(), [logging.getLogger(name) for name in QUIET]
    before = logging.getLogRecordFactory(), root.handlers[:], root.level, sys.excepthook
    levels = [logger.level for logger in quiet]
    start_logging(token=token, stream=streams[0], level=level)
    for stream in streams[1:]:
        root.addHandler(logging.StreamHandler(stream))
    try:
        yield
    finally:
        logging.setLogRecordFactory(before[0])
        root.handlers[:], root.level, sys.excepthook = before[1:]
        for logger, was in zip(quiet, levels, strict=True):
            logger.setLevel(was)
