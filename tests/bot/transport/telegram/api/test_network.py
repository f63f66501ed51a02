"""The way to the Bot API that the environment names: its proxy, and whose word counts."""

import ssl
from pathlib import Path

import pytest

from bot.alarm.sending import Attempt
from bot.clock import Clock
from bot.transport import CannotServe
from bot.transport.telegram.api.network import proxy_for, trusted_for
from bot.transport.telegram.bot import TelegramBot
from flows.talk.records import Landing
from tests.bot.served_bot import DOCTOR, bot_on, serving
from tests.bot.transport.telegram.conftest import INTRODUCTION, KEY, NOON, Scripted
from tests.bot.transport.telegram.hearing.test_poll import echo
from tests.bot.transport.telegram.saying.test_send import PAGE
from tests.fake_telegram.authority import served_by
from tests.fake_telegram.loopback import served
from tests.fake_telegram.people import Person, person
from tests.fake_telegram.proxy import Proxy, proxying
from tests.fake_telegram.state import FakeTelegram

TELEGRAM = "https://api.telegram.org"
SETTINGS = ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "ssl_cert_file", "ssl_cert_dir")


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def doctor(telegram: FakeTelegram) -> Person:
    return person(telegram, DOCTOR)


def bot_at(root: str) -> TelegramBot:
    """The bot as it is run there, with a request of its own."""
    about = {"key": KEY, "introduction": INTRODUCTION, "clock": Clock(machine=lambda: NOON)}
    return bot_on(Scripted(), None, root=root, **about)


async def sent(root: str) -> Attempt:
    """What becomes of one message of a bot as it is run."""
    bot = bot_at(root)
    async with bot.bot.request:
        return await bot.out.send(DOCTOR, PAGE)


# ------------------------------------------------------------------------------ which proxy


@pytest.mark.parametrize(
    ("settings", "proxy"),
    [
        ({}, None),
        ({"HTTPS_PROXY": ""}, None),
        ({"HTTPS_PROXY": "http://p:3128"}, "http://p:3128"),
        ({"https_proxy": "p:3128"}, "http://p:3128"),
        ({"HTTPS_PROXY": "http://me:word@p:3128"}, "http://me:word@p:3128"),
        ({"HTTP_PROXY": "http://p:3128"}, None),
        ({"ALL_PROXY": "http://p:3128"}, "http://p:3128"),
        ({"ALL_PROXY": "http://other:1", "HTTPS_PROXY": "https://p:3128"}, "https://p:3128"),
        ({"HTTPS_PROXY": "http://p:3128", "NO_PROXY": "telegram.org"}, None),
        ({"HTTPS_PROXY": "http://p:3128", "NO_PROXY": "here, api.telegram.org"}, None),
        ({"HTTPS_PROXY": "http://p:3128", "NO_PROXY": "*"}, None),
        ({"HTTPS_PROXY": "http://p:3128", "NO_PROXY": "localhost,gram.org"}, "http://p:3128"),
    ],
)
def test_a_server_has_the_proxy_that_is_set_for_it(
    settings: dict[str, str], proxy: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert proxy_for(TELEGRAM) == proxy


def test_a_server_without_certificates_has_the_proxy_of_such(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "p:3128")
    assert proxy_for("http://127.0.0.1:8081") == "http://p:3128"


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "ALL_PROXY"])
def test_a_proxy_that_cannot_be_spoken_to_ends_the_bot_which_does_not_name_its_password(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "socks5://me:word@p:1080")
    with pytest.raises(CannotServe, match="socks5 proxy") as caught:
        bot_at(TELEGRAM)
    assert caught.value.code == 2
    assert "word" not in str(caught.value)


# ------------------------------------------------------------------------------ through it


@pytest.mark.usefixtures("doctor")
async def test_a_secure_server_is_reached_through_a_tunnel(
    telegram: FakeTelegram, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority, tls = served_by(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    async with proxying() as proxy, served(telegram, tls) as root:
        monkeypatch.setenv("HTTPS_PROXY", f"http://me:word@{proxy.address}")
        assert (await sent(root)).landing is Landing.SENT
    assert proxy.asked == [f"CONNECT {root.removeprefix('https://')} HTTP/1.1"]
    assert proxy.shown == ["Proxy-Authorization: Basic bWU6d29yZA=="]


@pytest.mark.usefixtures("doctor")
async def test_a_plain_server_is_reached_through_a_proxy(
    telegram: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with proxying() as proxy, served(telegram) as root:
        monkeypatch.setenv("HTTP_PROXY", proxy.address)
        assert (await sent(root)).landing is Landing.SENT
    assert [line.startswith(f"POST {root}/bot") for line in proxy.asked] == [True]


async def test_behind_a_proxy_that_refuses_or_is_gone_nothing_was_sent(
    telegram: FakeTelegram, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority, tls = served_by(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    proxy = Proxy()
    async with served(telegram, tls) as root:
        async with proxying() as proxy:
            proxy.refuses = True
            monkeypatch.setenv("HTTPS_PROXY", proxy.address)
            refused = await sent(root)
        gone = await sent(root)
    assert refused == gone == Attempt(landing=Landing.WAITS, why="ConnectError")
    assert telegram.calls == []


async def test_a_bot_behind_a_proxy_polls_and_answers(
    telegram: FakeTelegram, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority, tls = served_by(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    async with proxying() as proxy, served(telegram, tls) as root:
        monkeypatch.setenv("HTTPS_PROXY", proxy.address)
        doctor = person(telegram, DOCTOR)
        about = {"key": KEY, "introduction": INTRODUCTION, "clock": Clock(machine=lambda: NOON)}
        async with serving(bot_on(Scripted(echo), None, root=root, **about)):
            doctor.says("70")
            await telegram.until(doctor.heard)
        assert doctor.reads() == "70"
    assert {line.split()[0] for line in proxy.asked} == {"CONNECT"}


# ------------------------------------------------------------------------------ whom to trust


def test_a_plain_server_shows_nothing() -> None:
    assert trusted_for("http://127.0.0.1:8081") is None


def test_without_a_setting_the_usual_authorities_are_trusted_and_names_are_compared() -> None:
    context = trusted_for(TELEGRAM)
    assert context
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert context.cert_store_stats()["x509_ca"] > 50


def test_authorities_that_are_set_are_the_only_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority, _ = served_by(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    context = trusted_for(TELEGRAM)
    assert context
    assert context.cert_store_stats()["x509_ca"] == 1


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_authorities_that_cannot_be_read_end_the_bot_which_says_so(
    content: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "authorities.pem"
    if content:
        file.write_text(content)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with pytest.raises(CannotServe, match="SSL_CERT_FILE") as caught:
        bot_at(TELEGRAM)
    assert caught.value.code == 2
