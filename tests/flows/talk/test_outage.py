"""What holds every reminder back, as it is said to people and on the machine itself."""

from datetime import UTC, datetime

from flows.talk.outage import Outage, OutageKind, notice, sentence

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
AWAY = Outage(kind=OutageKind.DATABASE, since=NOON, server="db.example port 5432")


def test_where_a_database_is_stays_on_the_machine() -> None:
    there = sentence(AWAY, "UTC", here=True)
    assert (there.says, there.values["server"]) == ("outage.database_at", "db.example port 5432")
    assert "db.example" not in str((sentence(AWAY, "UTC"), notice(AWAY, "UTC", may_say=True)))


def test_what_has_no_place_is_said_alike() -> None:
    full = Outage(kind=OutageKind.FULL, since=NOON)
    assert sentence(full, "UTC", here=True) == sentence(full, "UTC")
