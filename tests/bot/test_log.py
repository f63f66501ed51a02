"""A line of the log says what happened to which update, and nothing that anybody wrote."""

import io
import json
import logging
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.bot.logs import logged

TOKEN = "123456789:AAcanaryCANARYcanaryCANARYcanary"
OTHER_TOKEN = "987654321:AAotherCANARYotherCANARYother_-"
log = logging.getLogger("bot.somewhere")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the log wrote."""
    with logged(TOKEN, stream := io.StringIO()):
        yield stream


@pytest.fixture
def on_screen() -> Iterator[io.StringIO]:
    """What the log wrote to a terminal."""
    with logged(TOKEN, stream := Terminal()):
        yield stream


def failing(text: str) -> None:
    try:
        {}[text]
    except KeyError as cause:
        raise ValueError(text) from cause


def line(written: io.StringIO) -> dict[str, object]:
    return dict(json.loads(written.getvalue()))


def test_a_line_is_json_with_time_level_event_and_the_named_fields(written: io.StringIO) -> None:
    log.warning("turn failed", extra={"update": 7, "plan": "K7Q-2M3", "seconds": 0.25})
    said = line(written)
    assert str(said.pop("time")).endswith("+00:00")
    assert said == {
        "level": "warning",
        "event": "turn failed",
        "logger": "bot.somewhere",
        "update": 7,
        "plan": "K7Q-2M3",
        "seconds": 0.25,
    }


def test_a_terminal_gets_one_readable_line(on_screen: io.StringIO) -> None:
    log.warning("turn failed", extra={"update": 7})
    assert "turn failed" in on_screen.getvalue()
    assert on_screen.getvalue().count("\n") == 1


def test_a_user_is_a_hash_that_stays_the_same(written: io.StringIO) -> None:
    log.info("heard", extra={"who": 4_000_000_001})
    first = line(written)["who"]
    written.truncate(0)
    written.seek(0)
    log.info("heard", extra={"who": 4_000_000_001})
    assert line(written)["who"] == first
    assert "4000000001" not in written.getvalue()


def test_a_field_that_is_not_on_the_list_is_left_out(written: io.StringIO) -> None:
    log.info("heard", extra={"text": "Jane Canary, 72 kg", "weight_kg": 72})
    assert set(line(written)) == {"time", "level", "event", "logger"}


@pytest.mark.parametrize(
    "name", ["bot.desk.desk", "telegram.ext.Application", "httpx", "anything"]
)
def test_what_is_put_into_a_template_is_never_written(name: str, written: io.StringIO) -> None:
    logging.getLogger(name).critical("Processing update %s", "Jane Canary")
    assert line(written)["event"] == "Processing update %s"


def test_what_a_library_wrote_into_its_message_is_cut_off(written: io.StringIO) -> None:
    logging.getLogger("httpcore.http11").error("send.started request=Jane Canary")
    assert line(written)["event"] == "send.started request"


def test_an_error_is_its_class_its_cause_and_its_place(written: io.StringIO) -> None:
    try:
        failing("Jane Canary")
    except ValueError:
        log.exception("turn failed")
    said = line(written)
    assert said["error"] == "ValueError from KeyError"
    assert str(said["at"]).startswith("bot/test_log.py:")
    assert "Canary" not in written.getvalue()


def test_other_handlers_see_no_more(written: io.StringIO) -> None:
    other = io.StringIO()
    handler = logging.StreamHandler(other)
    log.addHandler(handler)
    try:
        failing("Jane Canary")
    except ValueError:
        log.exception("turn failed for %s", "Jane Canary", stack_info=True)
    log.removeHandler(handler)
    assert other.getvalue() == "turn failed for %s\n"
    assert "Canary" not in written.getvalue()


@pytest.mark.parametrize("token", [TOKEN, OTHER_TOKEN])
def test_a_token_is_replaced_wherever_it_stands(token: str, written: io.StringIO) -> None:
    log.error(f"POST https://api.telegram.org/bot{token}/getMe")
    assert line(written)["event"] == "POST https://api.telegram.org/bot<token>/getMe"


def test_an_object_in_place_of_a_message_is_named_only(written: io.StringIO) -> None:
    log.error(ValueError("Jane Canary"))
    assert line(written)["event"] == "ValueError"


def test_libraries_speak_up_only_when_something_is_wrong(written: io.StringIO) -> None:
    for name in ("telegram.ext.ExtBot", "httpx", "httpcore.connection", "transitions.core"):
        logging.getLogger(name).info("anything")
    assert written.getvalue() == ""


@pytest.mark.parametrize(
    ("level", "written"),
    [
        ("debug", ["debug", "info", "warning", "error", "debug", "warning"]),
        ("info", ["info", "warning", "error", "warning"]),
        ("warning", ["warning", "error", "warning"]),
        ("error", ["error"]),
    ],
)
def test_what_is_written_begins_at_the_level_and_the_libraries_speak_at_debug_alone(
    level: str, written: list[str]
) -> None:
    with logged(TOKEN, stream := io.StringIO(), level=level):
        for each in ("debug", "info", "warning", "error"):
            getattr(log, each)("anything")
        for each in ("debug", "warning"):
            getattr(logging.getLogger("telegram.ext.ExtBot"), each)("anything")
    assert [json.loads(each)["level"] for each in stream.getvalue().splitlines()] == written


def test_an_error_that_nobody_caught_is_written_without_its_message() -> None:
    script = (
        "import sys; from bot.log import start_logging\n"
        f"start_logging(token={TOKEN!r}, stream=sys.stderr)\n"
        f"raise ValueError('the token {TOKEN} was rejected')"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert ended.returncode == 1
    assert json.loads(ended.stderr)["error"] == "ValueError"
    assert TOKEN.encode() not in ended.stderr
