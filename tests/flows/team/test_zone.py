"""The zone of a team: from the strict list, shown first, then every reminder with it."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from flows.talk.records import Role
from flows.team.zone import zones
from tests.flows.world import (
    ALONE,
    COLLEAGUE,
    FOREIGN,
    LABEL,
    OURS,
    OUTSIDER,
    OWNER,
    THEIRS,
    World,
    person,
    record,
    world,
)


def asked() -> World:
    there = world(record(), record(ALONE, team=0), record(FOREIGN, team=THEIRS, owner=OUTSIDER))
    there.press(OWNER, "zone", number=OURS)
    assert there.says == "team.ask_zone"
    return there


def test_the_list_holds_places_only() -> None:
    assert {"Europe/Berlin", "America/Argentina/ComodRivadavia", "UTC"} <= zones()
    assert zones().isdisjoint({"EST", "CET", "Etc/GMT+5", "GMT", "Cuba", "Factory", "localtime"})


@pytest.mark.parametrize(
    "text", ["Berlin", "europe/berlin", "CET", "Etc/GMT+5", "Europe/Berlim", "UTC+1", ""]
)
def test_another_text_is_asked_again(text: str) -> None:
    there = asked()
    there.types(OWNER, text)
    assert there.says == "team.zone_unknown"
    assert there.session_of(OWNER).question is not None
    assert there.teams[OURS].zone == "Europe/Berlin"


def test_nothing_is_changed_before_what_moves_was_shown_and_confirmed() -> None:
    there = asked()
    there.types(OWNER, " Asia/Tokyo ")
    assert there.says == "team.zone_typed"
    assert there.session_of(OWNER).question is None
    there.press(OWNER, "zone.0.Asia/Tokyo", number=OURS)
    assert (
        "K7Q-2M3, decision on the next step: 21-Dec-2026 07:30 Europe/Berlin becomes "
        "21-Dec-2026 07:30 Asia/Tokyo, which is 20-Dec-2026 23:30 Europe/Berlin"
    ) in there.text
    assert there.turn.keeps == ()
    there.press(OWNER, "zone.yes.Asia/Tokyo", number=OURS)
    assert there.teams[OURS].zone == "Asia/Tokyo"
    assert there.deeds == ("zone_changed",)


def test_every_open_reminder_of_the_team_keeps_its_wall_time_and_no_other_moves() -> None:
    there = asked()
    before = dict(there.reminders)
    there.press(OWNER, "zone.yes.Asia/Tokyo", number=OURS)
    for key, each in there.reminders.items():
        if each.label != LABEL:
            assert each == before[key]
            continue
        assert each.zone == "Asia/Tokyo"
        assert each.wall == before[key].wall
        assert each.due.astimezone(ZoneInfo("Asia/Tokyo")).replace(tzinfo=None) == each.wall


def test_every_time_that_moves_is_shown_page_by_page() -> None:
    there = asked()
    longest = "America/Argentina/ComodRivadavia"
    there.press(OWNER, f"zone.0.{longest}", number=OURS)
    shown = there.text.count(" becomes ")
    assert f"zone.1.{longest}" in there.presses
    there.press(OWNER, f"zone.1.{longest}", number=OURS)
    shown += there.text.count(" becomes ")
    assert shown == sum(1 for each in there.of(LABEL))
    assert f"zone.0.{longest}" in there.presses


def test_a_team_with_nothing_open_says_so() -> None:
    there = world()
    there.press(OWNER, "zone.x.Asia/Tokyo", number=OURS)
    assert "No open reminder would move" in there.text


def test_the_same_zone_changes_nothing() -> None:
    there = asked()
    there.press(OWNER, "zone.yes.Europe/Berlin", number=OURS)
    assert there.says == "team.head"
    assert there.turn.keeps == ()


def test_a_zone_off_the_list_is_never_set() -> None:
    there = asked()
    there.press(OWNER, "zone.yes.Etc/GMT+5", number=OURS)
    assert there.says == "toast.not_now"


@pytest.mark.parametrize(("over", "says"), [(0, "team.zone_typed"), (1, "team.zone_late")])
def test_an_answer_is_taken_for_ten_minutes_and_no_second_more(over: int, says: str) -> None:
    there = asked()
    question = there.session_of(OWNER).question
    assert question is not None
    there.now = question.asked_at + timedelta(minutes=10, seconds=over - 5)  # a step takes 5
    there.types(OWNER, "Asia/Tokyo")
    assert there.says == says
    assert there.session_of(OWNER).question is None


def test_who_was_removed_meanwhile_answers_nothing() -> None:
    there = asked()
    there.people[OWNER] = replace(person(OWNER, "Dr Owner", (Role.PRESCRIBER, 0)), serial=2)
    there.types(OWNER, "Asia/Tokyo")
    assert there.says == "team.none"
    there = asked()
    there.people[OWNER] = replace(person(OWNER, "Dr Owner", (Role.CARE_TEAM, OURS)), serial=2)
    there.types(OWNER, "Asia/Tokyo")
    assert there.says == "team.none"


def test_a_reminder_already_in_the_zone_is_not_written_again() -> None:
    there = asked()
    there.press(COLLEAGUE, "zone.yes.Asia/Tokyo", number=OURS)
    there.teams[OURS] = replace(there.teams[OURS], zone="Europe/Berlin")
    there.press(COLLEAGUE, "zone.yes.Asia/Tokyo", number=OURS)
    assert len(there.turn.keeps) == 1
