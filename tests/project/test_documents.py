"""What can be set is documented, what is documented exists."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from bot.alarm.daily import LEARNT_KEPT, REMINDERS_KEPT
from bot.commands.running.watch import LOOKS_SECONDS
from bot.settings import PREFIX, READERS, Settings, read_settings
from bot.store.record.forms import FORMS
from bot.store.record.keys import LEADS
from flows.intake.life import KEPT
from flows.talk.retention import AUDIT_KEPT

PAGES = (
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "ANOMALIES.md",
    "deploy/README.md",
    "deploy/AUDIT.md",
    "deploy/DATABASE.md",
    "deploy/KEYS.md",
    "deploy/MONITORING.md",
    "deploy/PRIVACY.md",
    "deploy/TWO-MACHINES.md",
    "deploy/LICENCES.md",
    "core/README.md",
    "flows/README.md",
)
SETTINGS = {f"{PREFIX}{name.upper()}" for name in READERS}
VARIABLE = re.compile(rf"{PREFIX}[A-Z_]+[A-Z]")


def text(root: Path, name: str) -> str:
    return (root / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", ["README.md", "deploy/env.example"])
def test_every_setting_is_documented_and_no_other(root, page):
    assert set(VARIABLE.findall(text(root, page))) == SETTINGS


def test_the_example_of_settings_can_be_read(root):
    lines = text(root, "deploy/env.example").splitlines()
    pairs = [line.lstrip("#").partition("=") for line in lines if "MYOTAPER_" in line]
    settings = read_settings({key: value for key, _, value in pairs if value})
    assert settings.region == "us"
    assert READERS.keys() == set(Settings.__struct_fields__)


@pytest.mark.parametrize("page", ["deploy/README.md", "deploy/env.example"])
def test_the_way_to_the_network_is_documented(root, page):
    read = re.findall(r'"(SSL_CERT_[A-Z]+)"', text(root, "bot/transport/telegram/api/network.py"))
    assert set(read) == {"SSL_CERT_FILE", "SSL_CERT_DIR"}
    wanted = {"HTTPS_PROXY", "NO_PROXY", "SSL_CERT_FILE"}
    assert wanted <= set(re.findall(r"[A-Z_]+", text(root, page)))


@pytest.mark.parametrize(
    ("row", "days"),
    [
        ("an unfinished plan", KEPT.days),
        ("a plan", Settings(timezone="UTC").plans_kept_days),
        ("its reminders", REMINDERS_KEPT.days),
        ("the audit", AUDIT_KEPT.days),
        ("answers to fictional cases", LEARNT_KEPT.days),
        ("nightly backups", Settings(timezone="UTC").backups_kept),
    ],
)
def test_the_page_on_privacy_says_how_long_things_are_kept(root, row, days):
    (found,) = re.findall(rf"^\| {row}\b.*\| ?(.*) \|$", text(root, "deploy/PRIVACY.md"), re.M)
    assert re.findall(r"\d+", found) == [str(days)]


@pytest.mark.parametrize("page", PAGES)
def test_every_link_to_a_file_leads_to_one(root, page):
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", text(root, page))
    assert [link for link in links if not ((root / page).parent / link).exists()] == []


def anchors(page: str) -> set[str]:
    """What the headings of a page are called in its address."""
    titles = re.findall(r"^#+ (.*)$", re.sub(r"```.*?```", "", page, flags=re.DOTALL), re.M)
    return {re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES)
def test_every_link_into_a_page_leads_to_a_heading_of_it(root, page):
    links = re.findall(r"\]\((?!https?:)([^)#]*\.md|)#([^)]+)\)", text(root, page))
    into = [((root / page).parent / name if name else root / page, part) for name, part in links]
    assert [part for file, part in into if part not in anchors(file.read_text("utf-8"))] == []


def test_the_plan_that_the_readme_shows_can_be_made(root, tmp_path):
    (line,) = re.findall(r"^myotaper (plan --weight .*)$", text(root, "README.md"), re.M)
    command = [Path(sys.executable).parent / "myotaper", *shlex.split(line)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_changelog_keeps_a_place_for_clinical_changes(root):
    assert "### Clinical" in text(root, "CHANGELOG.md")


def test_the_service_takes_its_settings_from_the_documented_place(root):
    (place,) = re.findall(r"EnvironmentFile=(\S+)", text(root, "deploy/myotaper.service"))
    assert place in text(root, "deploy/env.example")
    assert place in text(root, "deploy/README.md")


def test_the_service_is_watched_for_longer_than_the_bot_is_silent(root):
    service = text(root, "deploy/myotaper.service")
    assert "Type=notify\n" in service
    (within,) = re.findall(r"WatchdogSec=(\d+)", service)
    assert int(within) >= 3 * LOOKS_SECONDS


def test_the_page_on_keys_tells_what_the_name_of_each_kind_of_row_shows(root):
    _, _, told = text(root, "deploy/KEYS.md").partition("## What stays readable")
    named = re.findall(r"`(\w+)`", " ".join(re.findall(r"^\| (`.*?) \|", told, re.M)))
    assert sorted(named) == sorted({*FORMS, *LEADS})
