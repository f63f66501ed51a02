"""What is written about a run: codes and classes on standard error, never what people wrote."""

import hashlib
import hmac
import json
import logging
import re
import secrets
import sys
import traceback
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

OURS = "bot."
QUIET = ("telegram", "aiohttp", "httpx", "httpcore", "transitions", "asyncio", "sqlitedict")
FIELDS = ("update", "plan", "state", "seconds", "count", "file", "server")  # that a line may carry
TOKEN = re.compile(r"\d{6,12}:[A-Za-z0-9_-]{30,}")
HIDDEN = "<token>"
VALUE_BEGINS = re.compile(r"[\n=<{\[(\"']")
FRAMES = 8
HASH_CHARACTERS = 12
Fields = dict[str, Any]


def start_logging(*, token: str | None, stream: TextIO, level: str = "info") -> None:
    """From here on no handler of this process is given an argument, a message of an exception,
    or the token; one handler writes to the stream, as JSON where that is no terminal. Of the
    libraries what is wrong is written, at debug all they say."""
    logging.setLogRecordFactory(_Stripping(token).record)
    handler = logging.StreamHandler(stream)
    written = _for_a_terminal() if stream.isatty() else partial(json.dumps, default=repr)
    handler.setLevel(level.upper())
    handler.setFormatter(_Named(token or secrets.token_hex(), written))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    libraries = logging.NOTSET if level == "debug" else logging.WARNING
    for name in QUIET:
        logging.getLogger(name).setLevel(libraries)
    sys.excepthook = _unexpected


def _for_a_terminal() -> Callable[[Fields], str]:
    """One readable line, in colours."""
    from structlog.dev import ConsoleRenderer  # noqa: PLC0415  a server has no terminal

    line = ConsoleRenderer()
    return lambda fields: str(line(None, "", fields))


class _Stripping:
    """Makes records that keep template, level and error class, and nothing put into them."""

    def __init__(self, token: str | None) -> None:
        self._token = token

    def record(self, *given: Any, **named: Any) -> logging.LogRecord:
        """The record that every handler of the process will see."""
        record = logging.LogRecord(*given, **named)
        record.msg, record.args, record.stack_info = self._said(record), (), None
        if record.exc_info and record.exc_info[1]:
            record.error, record.at = _fault(record.exc_info[1], record.exc_info[2])
        record.exc_info = None
        return record

    def _said(self, record: logging.LogRecord) -> str:
        said = record.msg if isinstance(record.msg, str) else type(record.msg).__name__
        if not f"{record.name}.".startswith(OURS):
            said = VALUE_BEGINS.split(said, maxsplit=1)[0].strip()
        if self._token:
            said = said.replace(self._token, HIDDEN)
        return TOKEN.sub(HIDDEN, said)


def _fault(error: BaseException | None, trace: TracebackType | None) -> tuple[str, str]:
    """The class of an error with those behind it, and the lines it went through."""
    classes = []
    while error is not None:
        classes.append(type(error).__name__)
        error = error.__cause__
    frames = traceback.extract_tb(trace)[-FRAMES:]
    at = " ".join(f"{'/'.join(Path(f.filename).parts[-2:])}:{f.lineno}" for f in frames)
    return " from ".join(classes), at


class _Named(logging.Formatter):
    """Writes of a record the fields that a line may carry; a user becomes a keyed hash."""

    def __init__(self, secret: str, written: Callable[[Fields], str]) -> None:
        super().__init__()
        self._secret, self._written = secret.encode(), written

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        return self._written(self._fields(record))

    def _fields(self, record: logging.LogRecord) -> Fields:
        carried: Mapping[str, Any] = record.__dict__
        line: Fields = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            "logger": record.name,
        }
        line.update({name: carried[name] for name in FIELDS if name in carried})
        if "who" in carried:
            line["who"] = self._hashed(carried["who"])
        if "error" in carried:
            line.update(error=carried["error"], at=carried["at"])
        return line

    def _hashed(self, who: int) -> str:
        return hmac.new(self._secret, str(who).encode(), hashlib.sha256).hexdigest()[
            :HASH_CHARACTERS
        ]


def _unexpected(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """The process ends by an error that nobody caught: its class and place are written."""
    logging.getLogger(__name__).critical("stopped", exc_info=(kind, error, trace))
