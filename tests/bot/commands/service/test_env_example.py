"""The example names every setting once, each under what it means, and can be read as it is."""

from datetime import time
from pathlib import Path

from bot.commands.service.env_example import example
from bot.settings import READERS, read_settings


def lines() -> list[str]:
    return [line for line in example().splitlines() if "MYOTAPER_" in line]


def test_every_setting_stands_under_what_it_means() -> None:
    told = [part.splitlines() for part in example().split("\n\n")[1:-1]]
    assert [each[-1].lstrip("#").partition("=")[0] for each in told] == [
        f"MYOTAPER_{name.upper()}" for name in READERS
    ]
    assert all(meaning.startswith("# ") and meaning.endswith(".") for meaning, _ in told)


def test_what_is_set_is_what_a_service_wants_and_the_rest_is_at_its_default_or_off() -> None:
    given = dict(line.split("=", 1) for line in lines() if not line.startswith("#"))
    settings = read_settings(given)
    assert (settings.data, settings.timezone) == (Path("/var/lib/myotaper"), "UTC")
    assert (settings.token, settings.prescribers) == (None, frozenset())
    off = dict(line.lstrip("#").split("=", 1) for line in lines() if line.startswith("#"))
    everything = read_settings(given | off)
    assert everything.metrics == ("127.0.0.1", 9464)
    assert everything.backup_time == settings.backup_time == time(2, 30)
    assert everything.api_root == settings.api_root
