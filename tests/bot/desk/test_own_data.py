"""/mydata: all that is kept of whoever asks, in their private chat alone, read back as it was."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from bot.clock import by_hand
from bot.desk import own_data
from bot.desk.arrival import Arrival
from bot.desk.desk import Desk
from bot.desk.own_data import MEDIA_TYPE, NAME
from bot.page import Page
from bot.settings import Settings
from bot.store import Change
from bot.store.backups.export import Export, NotExported, PlanFile, read, written
from bot.wiring import local_desk
from flows.retention.own_data import VERSION
from flows.talk.erasure import Eraser, Erasure
from flows.talk.records import Person, Place, Stage
from flows.talk.turn import Commanded, Learnt
from tests.bot.store.examples import LABEL as WHOLE
from tests.bot.store.examples import followed, hold, reminder, revised, session
from tests.flows.following import GROUP, NURSE, OTHER, OWNER, PEOPLE, TEAM, at, planned

NOW = at(3)
OF_OTHERS, OF_A_COLLEAGUE = "ABC-DE7", "A45-672"


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """An owner with two plans, and what the same person did to the plan of a colleague."""
    settings = Settings(timezone="Europe/Berlin")
    made = local_desk(
        settings, tmp_path / "data", prescribers=frozenset({OWNER}), clock=by_hand(lambda: NOW)
    )
    whole = replace(followed(label=WHOLE), owner=OWNER, team=1, serial=1, closed_at=None)
    theirs = replace(
        followed(label=OF_A_COLLEAGUE), owner=OTHER, team=1, serial=1, checked_by=OWNER
    )
    theirs = replace(
        theirs,
        decisions=tuple(replace(each, by=OWNER) for each in theirs.decisions),
        visited=tuple(replace(each, by=OWNER) for each in theirs.visited),
    )
    acknowledged = replace(
        reminder(label=OF_A_COLLEAGUE, stage=Stage.ACKNOWLEDGED, at=NOW, due=None), by=OWNER
    )
    for each in (planned("B45-677"), whole, theirs, planned(OF_OTHERS, owner=OTHER, team=2)):
        await made.store.commit(Change(at=NOW, made=each))
    again = revised(whole, hold(30))
    await made.store.commit(Change(at=NOW, made=again))
    of_both = (reminder(label=WHOLE), acknowledged)
    await made.store.commit(Change(at=NOW, keeps=(TEAM, *PEOPLE, *of_both)))
    open_ = replace(session(label="C45-67B"), last_update=0)
    await made.store.commit(Change(at=NOW, chat=OWNER, session=open_, who=OWNER))
    made.trainees.keep(OWNER, Learnt(chosen={"fever": "2..0"}, at=NOW))
    yield made
    made.store.close()


async def asks(desk: Desk, who: int = OWNER, **about: Any) -> tuple[Page, ...]:
    usual = {"chat": who, "update": 9, "sent": NOW, "arrived": NOW, "name": "Owner"}
    heard = Commanded(name="mydata", argument="")
    return await desk.converse(Arrival(who=who, heard=heard, **usual | about))


async def handed_out(desk: Desk, who: int = OWNER) -> Export:
    *_, page = await asks(desk, who)
    assert page.document
    return read(page.document.data)


async def test_it_is_a_file_with_a_warning_under_it(desk: Desk) -> None:
    told, page = (await asks(desk))[-2:]
    assert "each until 30 days after it was closed" in told.text
    assert page.document
    assert (page.document.name, page.document.media_type) == (NAME, MEDIA_TYPE)
    assert page.text.startswith("WARNING: patients' data")
    assert f"Form {VERSION}" in page.text
    assert page.chat is None


async def test_what_is_read_back_is_what_is_kept(desk: Desk) -> None:
    file = await handed_out(desk)
    store = desk.store
    assert (file.format, file.version, file.made_at) == ("myotaper own data", VERSION, NOW)
    assert file.person == desk.reader.person(OWNER)
    own = {each.label: each for each in store.plans_of(OWNER)}
    assert {each.label: each.record for each in file.plans} == own
    assert set(own) == {WHOLE, "B45-677"}
    assert {each.label: each.reminders for each in file.plans} == {
        label: store.reminders(label) for label in own
    }
    assert store.reminders(WHOLE)
    assert (file.draft, file.learnt) == (session(label="C45-67B").draft, {"fever": "2..0"})


async def test_each_earlier_revision_is_in_it(desk: Desk) -> None:
    file = await handed_out(desk)
    (whole,) = (each for each in file.plans if each.label == WHOLE)
    for number in (1, 2):
        earlier = as_of(whole, number)
        assert earlier.record == desk.store.plan(WHOLE, number)


def as_of(file: PlanFile, number: int) -> PlanFile:
    """The file as of this revision."""
    return msgspec.structs.replace(file, revisions=file.revisions[:number])


async def test_of_the_plans_of_others_it_has_what_the_person_did(desk: Desk) -> None:
    file = await handed_out(desk)
    found = {(each.label, each.what) for each in file.acts}
    assert found == {
        (OF_A_COLLEAGUE, what) for what in ("decided", "visited", "checked", "acknowledged")
    }
    assert OF_OTHERS not in written(file).decode()
    assert (await handed_out(desk, NURSE)).acts == ()


async def test_whoever_owns_nothing_gets_a_file_too(desk: Desk) -> None:
    file = await handed_out(desk, NURSE)
    assert (file.plans, file.draft, file.learnt) == ((), None, {})


async def test_who_no_longer_prescribes_opens_no_plan_by_it(desk: Desk) -> None:
    reader = replace(desk.reader, prescribers=frozenset())
    await desk.store.commit(
        Change(at=NOW, keeps=(Person(who=OWNER, serial=2, memberships=PEOPLE[2].memberships),))
    )
    assert (await handed_out(replace(desk, reader=reader))).plans == ()


async def test_in_a_group_there_is_no_file(desk: Desk) -> None:
    pages = await asks(desk, chat=GROUP, place=Place.GROUP)
    assert [each.document for each in pages] == [None]
    assert "others read this group" in pages[0].text


async def test_a_stranger_gets_none(desk: Desk) -> None:
    assert [each.document for each in await asks(desk, 999)] == [None]


async def test_that_it_was_handed_out_is_in_the_audit(desk: Desk) -> None:
    await asks(desk)
    *_, last = desk.store.entries()  # type: ignore[attr-defined]
    assert (last.action, last.plan) == ("exported", "")


async def test_a_plan_that_is_erased_meanwhile_is_left_out(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    erased = list[bool]()

    async def erases(_: float) -> None:
        if not erased:
            erased.append(True)
            record = desk.store.plan(WHOLE)
            assert record
            erasure = Erasure(label=WHOLE, serial=record.serial, by=Eraser.OWNER)
            await desk.store.commit(Change(at=NOW, erases=erasure))

    monkeypatch.setattr(own_data, "sleep", erases)
    assert {each.label for each in (await handed_out(desk)).plans} == {"B45-677"}


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b'{"version": 99}',
    ],
)
def test_what_is_no_such_file_is_refused(file: bytes) -> None:
    with pytest.raises(NotExported):
        read(file)


async def test_a_later_version_is_not_guessed_at(desk: Desk) -> None:
    file = await handed_out(desk)
    later = written(msgspec.structs.replace(file, version=VERSION + 1))
    with pytest.raises(NotExported, match=f"version {VERSION + 1} is not known"):
        read(later)
