"""Which requests are looked at: those of this machine's own browsers, small, from this page."""

import pytest

from bot.site.guard import LONGEST_BODY, refused

HOST = ("host", "127.0.0.1:8765")
ORIGIN = ("origin", "http://127.0.0.1:8765")
JSON, SHORT = ("content-type", "application/json"), ("content-length", "20")


def fault(method: str, *headers: tuple[str, str]) -> int | None:
    return refused(method, [(name.encode(), value.encode()) for name, value in headers])


def test_the_page_and_what_it_sends_are_taken() -> None:
    assert fault("GET", HOST) is None
    assert fault("HEAD", ("host", "localhost")) is None
    assert fault("POST", HOST, ORIGIN, JSON, SHORT) is None


@pytest.mark.parametrize(
    "host",
    [
        "example.org",
        "127.0.0.1.example.org",
        "127.0.0.1:1@example.org",
        "",
        "10.0.0.1",
        "[::1]",
    ],
)
def test_a_name_that_was_made_to_point_here_is_misdirected(host: str) -> None:
    assert fault("GET", ("host", host)) == 421


def test_a_host_that_is_missing_or_doubled_is_misdirected() -> None:
    assert fault("GET") == 421
    assert fault("GET", HOST, ("host", "localhost")) == 421


@pytest.mark.parametrize(
    "origin", ["http://example.org", "null", "https://127.0.0.1:8765", "http://127.0.0.1:1"]
)
def test_another_page_may_not_act(origin: str) -> None:
    assert fault("POST", HOST, ("origin", origin), JSON, SHORT) == 403


def test_without_an_origin_nothing_is_done() -> None:
    assert fault("POST", HOST, JSON, SHORT) == 403


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded"])
def test_what_a_form_can_send_is_not_read(kind: str) -> None:
    assert fault("POST", HOST, ORIGIN, ("content-type", kind), SHORT) == 415


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT"])
def test_no_other_method_is_known(method: str) -> None:
    assert fault(method, HOST) == 405


def test_a_body_must_say_how_long_it_is_and_not_be_longer() -> None:
    assert fault("POST", HOST, ORIGIN, JSON) == 411
    assert fault("POST", HOST, ORIGIN, JSON, ("content-length", "-1")) == 411
    assert fault("POST", HOST, ORIGIN, JSON, ("content-length", f"{LONGEST_BODY + 1}")) == 413
