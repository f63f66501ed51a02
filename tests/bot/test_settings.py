"""An installation that is set wrongly does not start, and says which line to mend."""

from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.settings import READERS, Unset, is_zone, machine_zone, read_settings

TOKEN = "123456789:AAcanaryCANARYcanaryCANARYcanary"


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in READERS:
        monkeypatch.delenv(f"MYOTAPER_{name.upper()}", raising=False)


def test_with_nothing_set_there_is_no_token_and_nobody_may_plan() -> None:
    settings = read_settings()
    assert settings.token is None
    assert settings.prescribers == frozenset()
    assert settings.region == "us"
    assert settings.backups is None
    assert settings.log_level == "info"
    assert settings.api_root == "https://api.telegram.org"
    assert settings.data.name == "myotaper"


def test_everything_can_be_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MYOTAPER_TOKEN", TOKEN)
    monkeypatch.setenv("MYOTAPER_API_URL", "http://127.0.0.1:8081/")
    monkeypatch.setenv("MYOTAPER_DATA", str(tmp_path))
    monkeypatch.setenv("MYOTAPER_DATABASE", "postgresql://us:hidden@host/name")
    monkeypatch.setenv("MYOTAPER_REGION", "eu")
    monkeypatch.setenv("MYOTAPER_TIMEZONE", "Europe/Berlin")
    monkeypatch.setenv("MYOTAPER_PRESCRIBERS", "4000000001, 4000000002")
    monkeypatch.setenv("MYOTAPER_BACKUPS", str(tmp_path / "backups"))
    monkeypatch.setenv("MYOTAPER_BACKUP_TIME", "03:45")
    monkeypatch.setenv("MYOTAPER_BACKUPS_KEPT", "7")
    monkeypatch.setenv("MYOTAPER_AUDIT_HEAD", str(tmp_path / "heads"))
    monkeypatch.setenv("MYOTAPER_ROOM_MB", "100")
    monkeypatch.setenv("MYOTAPER_LOG_LEVEL", "debug")
    monkeypatch.setenv("MYOTAPER_ALARM", "/usr/local/bin/tell")
    settings = read_settings()
    assert settings.backups == tmp_path / "backups"
    assert settings.backup_time == time(3, 45)
    assert settings.audit_head == tmp_path / "heads"
    assert (settings.backups_kept, settings.room_mb) == (7, 100)
    assert (settings.log_level, settings.alarm) == ("debug", Path("/usr/local/bin/tell"))
    assert settings.token is not None
    assert settings.token.get_secret_value() == TOKEN
    assert settings.api_root == "http://127.0.0.1:8081"
    assert settings.database is not None
    assert settings.database.get_secret_value() == "postgresql://us:hidden@host/name"
    assert "hidden" not in f"{settings!r}"
    assert settings.data == tmp_path
    assert settings.region == "eu"
    assert settings.zone == ZoneInfo("Europe/Berlin")
    assert settings.prescribers == {4_000_000_001, 4_000_000_002}


def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MYOTAPER_TOKEN", "")
    monkeypatch.setenv("MYOTAPER_PRESCRIBERS", "")
    assert read_settings().token is None


@pytest.mark.parametrize(
    ("text", "listening"),
    [
        ("127.0.0.1:9464", ("127.0.0.1", 9464)),
        ("0.0.0.0:80", ("0.0.0.0", 80)),  # noqa: S104  somebody's choice
        ("[::1]:65535", ("::1", 65535)),
    ],
)
def test_metrics_are_served_at_one_address_or_not_at_all(
    text: str, listening: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert read_settings().metrics is None
    monkeypatch.setenv("MYOTAPER_METRICS", text)
    assert read_settings().metrics == listening


def test_the_token_is_hidden_wherever_settings_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MYOTAPER_TOKEN", TOKEN)
    settings = read_settings()
    assert TOKEN not in f"{settings!r} {settings!s} {settings.token} {settings.token!r}"
    assert "token" in repr(settings)


def test_settings_cannot_be_changed_afterwards() -> None:
    settings = read_settings()
    with pytest.raises(AttributeError):
        settings.region = "uk"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TOKEN", "canary without a colon"),
        ("TOKEN", f" {TOKEN}"),
        ("API_URL", "api.telegram.org"),
        ("API_URL", "ftp://canary.org"),
        ("API_URL", "https://canary.org:70000000"),
        ("API_URL", "https://canary.org:port"),
        ("API_URL", "https://canary org"),
        ("API_URL", "https://canary.org/?x=1"),
        ("API_URL", "https://"),
        ("DATABASE", "mysql://canary"),
        ("DATABASE", "postgresql://us:can ary@host/name"),
        ("REGION", "canary"),
        ("TOKEN", f"{TOKEN}\n"),
        ("TIMEZONE", "Europe/Berlyn"),
        ("PRESCRIBERS", "4000000001 4000000002"),
        ("PRESCRIBERS", "-1001234567890"),
        ("PRESCRIBERS", "0"),
        ("PRESCRIBERS", "@doctor"),
        ("PRESCRIBERS", "7,"),
        ("PRESCRIBERS", "\uff17"),
        ("BACKUP_TIME", "24:00"),
        ("BACKUP_TIME", "2:30"),
        ("BACKUP_TIME", "02:30 canary"),
        ("BACKUPS_KEPT", "0"),
        ("BACKUPS_KEPT", "-1"),
        ("ROOM_MB", "0.5"),
        ("ROOM_MB", "canary"),
        ("METRICS", "9464"),
        ("METRICS", "127.0.0.1"),
        ("METRICS", "127.0.0.1:0"),
        ("METRICS", "127.0.0.1:70000"),
        ("METRICS", "127.0.0.1:port"),
        ("METRICS", "canary:9464"),
        ("METRICS", "http://127.0.0.1:9464"),
        ("METRICS", "127.0.0.1:9464/metrics"),
        ("METRICS", "canary@127.0.0.1:9464"),
        ("METRICS", ":9464"),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"MYOTAPER_{name}", value)
    with pytest.raises(Unset, match=f"^MYOTAPER_{name}: ") as caught:
        read_settings()
    assert "\n" not in str(caught.value)
    assert "canary" not in str(caught.value)


def test_every_wrong_setting_has_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MYOTAPER_REGION", "jp")
    monkeypatch.setenv("MYOTAPER_TIMEZONE", "CET")
    with pytest.raises(Unset) as caught:
        read_settings()
    assert [line.split(":")[0] for line in str(caught.value).splitlines()] == [
        "MYOTAPER_REGION",
        "MYOTAPER_TIMEZONE",
    ]


@pytest.mark.parametrize("name", ["data", "keys", "backups", "audit_head", "alarm"])
def test_a_folder_or_file_is_named_whole_wherever_the_program_was_begun(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = read_settings({f"MYOTAPER_{name.upper()}": "plans"})
    assert getattr(settings, name) == tmp_path / "plans"


@pytest.mark.parametrize("name", ["UTC", "Europe/Berlin", "America/Argentina/Ushuaia"])
def test_a_place_or_utc_is_a_zone(name: str) -> None:
    assert is_zone(name)


@pytest.mark.parametrize(
    "name",
    ["", "CET", "EST", "EST5EDT", "GMT", "GMT+2", "Etc/GMT+2", "Etc/UTC", "utc", "europe/berlin",
     "right/Europe/Berlin", "../etc/passwd", "/etc/localtime", "Berlin", "+02:00"],
)  # fmt: skip
def test_an_offset_or_anything_else_is_not_a_zone(name: str) -> None:
    assert not is_zone(name)


def test_the_machine_says_its_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Kathmandu")
    assert machine_zone() == "Asia/Kathmandu"


def test_the_machine_may_say_its_zone_by_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", ":/usr/share/zoneinfo/Asia/Kathmandu")
    assert machine_zone() == "Asia/Kathmandu"


def test_a_link_to_the_zone_counts_after_the_variable(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    link = tmp_path / "localtime"
    link.symlink_to("/usr/share/zoneinfo/Europe/Paris")
    monkeypatch.setattr("bot.settings.LOCALTIME", link)
    monkeypatch.setenv("TZ", "CET")
    assert machine_zone() == "Europe/Paris"


def test_the_name_in_a_file_counts_next(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    named = tmp_path / "timezone"
    named.write_text("Africa/Nairobi\n")
    monkeypatch.setattr("bot.settings.LOCALTIME", tmp_path / "none")
    monkeypatch.setattr("bot.settings.ZONE_NAME_FILE", named)
    monkeypatch.delenv("TZ", raising=False)
    assert machine_zone() == "Africa/Nairobi"


def test_a_machine_that_does_not_say_is_in_utc(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("bot.settings.LOCALTIME", tmp_path / "none")
    monkeypatch.setattr("bot.settings.ZONE_NAME_FILE", tmp_path / "none")
    monkeypatch.delenv("TZ", raising=False)
    assert machine_zone() == "UTC"
