"""What every store does with plans over time, teams and people, whichever engine keeps it."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.store import Change, Stale, Store
from flows.talk.records import Invite, Kept, Person, PlanRecord, Role, Team
from flows.talk.turn import Session
from tests.bot.store.conftest import Opener
from tests.bot.store.examples import (
    CHAT,
    LABEL,
    NOON,
    change,
    followed,
    invite,
    keeping,
    labelled,
    outcomes,
    person,
    record,
    session,
    team,
)

HOUR = timedelta(hours=1)
GROUP = -1_001_234_567_890


def after(before: Kept, **changes: object) -> Kept:
    """As it is written next."""
    return replace(before, serial=before.serial + 1, **changes)


def revised(before: PlanRecord, **changes: object) -> Change:
    """The next revision of the plan."""
    return Change(made=after(before, revision=before.revision + 1, **changes), at=NOON)


# ------------------------------------------------------------------------------------ plans


async def test_every_revision_stays_readable(store: Store) -> None:
    await store.commit(Change(made=record(), at=NOON))
    await store.commit(revised(record(), guideline="another"))
    assert store.plan(LABEL).guideline == "another"
    assert store.plan(LABEL, 2) == store.plan(LABEL)
    assert store.plan(LABEL, 1) == record()
    assert (store.plan(LABEL, 3), store.plan(LABEL, 0), store.plan("K7Q-2M4", 1)) == (None,) * 3


@pytest.mark.parametrize(
    ("revision", "serial"), [(1, 1), (1, 3), (2, 2), (3, 4), (4, 3), (3, 2), (3, 1)]
)
async def test_a_revision_follows_on_the_one_that_was_read(
    store: Store, revision: int, serial: int
) -> None:
    """What is there is revision 2, written twice."""
    await store.commit(Change(made=record(), at=NOON))
    await store.commit(revised(record()))
    before = store.plan(LABEL)
    made = replace(before, revision=revision, serial=serial, owner=99)
    with pytest.raises(Stale):
        await store.commit(Change(made=made, at=NOON))
    assert (store.plan(LABEL), store.plans_of(99)) == (before, ())


@pytest.mark.parametrize(("revision", "serial"), [(2, 2), (1, 2), (2, 1), (0, 0)])
async def test_a_plan_begins_with_its_first_revision(
    store: Store, revision: int, serial: int
) -> None:
    made = replace(record(), revision=revision, serial=serial)
    with pytest.raises(Stale):
        await store.commit(Change(made=made, at=NOON))
    assert (store.plan(LABEL), store.given(LABEL)) == (None, False)


async def test_a_change_that_moves_no_dose_keeps_the_revision(store: Store) -> None:
    await store.commit(Change(made=record(), at=NOON))
    await store.commit(keeping(after(record(), team=7)))
    assert store.plan(LABEL) == store.plan(LABEL, 1) == replace(record(), team=7, serial=2)
    await store.commit(revised(store.plan(LABEL)))
    assert (store.plan(LABEL).revision, store.plan(LABEL).serial) == (2, 3)


@pytest.mark.parametrize(("revision", "serial"), [(1, 3), (2, 2), (2, 4), (3, 3)])
async def test_a_change_of_what_has_moved_on_is_stale(
    store: Store, revision: int, serial: int
) -> None:
    await store.commit(Change(made=record(), at=NOON))
    await store.commit(revised(record()))
    with pytest.raises(Stale):
        await store.commit(keeping(replace(record(), revision=revision, serial=serial, team=7)))
    assert store.plans_of_team(7) == ()


async def test_a_plan_kept_without_its_first_revision_is_stale(store: Store) -> None:
    with pytest.raises(Stale):
        await store.commit(keeping(replace(record(revision=2), serial=1)))


async def test_of_a_revision_and_a_change_at_once_one_is_stale(store: Store) -> None:
    await store.commit(Change(made=record(), at=NOON))
    both = [store.commit(revised(record())), store.commit(keeping(after(record(), team=7)))]
    assert await outcomes([asyncio.ensure_future(each) for each in both]) == ["kept", "Stale"]


async def test_a_plan_is_found_under_its_owner_and_its_team_of_now(store: Store) -> None:
    for number in range(4):
        made = replace(record(label=labelled(number), owner=42 + number % 2), team=number // 2)
        await store.commit(Change(made=made, at=NOON))
    assert [each.label for each in store.plans_of(42)] == [labelled(0), labelled(2)]
    assert [each.label for each in store.plans_of_team(1)] == [labelled(2), labelled(3)]
    assert [each.label for each in store.plans_of_team(1, {labelled(2)})] == [labelled(3)]
    handed = after(store.plan(labelled(2)), owner=43, team=0)
    await store.commit(keeping(handed))
    assert [each.label for each in store.plans_of(42)] == [labelled(0)]
    assert [each.label for each in store.plans_of(43)] == [labelled(at) for at in (1, 2, 3)]
    assert [each.label for each in store.plans_of_team(1)] == [labelled(3)]
    await store.commit(revised(handed, team=1))
    assert store.plans_of_team(1)[0].revision == 2
    assert (store.plans_of(4), store.plans_of(420), store.plans_of_team(0)) == ((), (), ())


async def test_a_plan_that_was_closed_is_still_its_owners(store: Store) -> None:
    await store.commit(Change(made=followed(), at=NOON))
    assert store.plans_of(42) == store.plans_of_team(3) == (followed(),)


async def test_a_draft_that_revises_has_the_label_of_its_plan_in_any_chat(store: Store) -> None:
    """A plan that was handed over is revised by somebody else than who began it."""
    await store.commit(change(made=record()))
    draft = replace(session().draft, revises=1)
    await store.commit(change(chat=9, then=Session(draft=draft)))
    await store.commit(replace(change(chat=9, based_on=1, then=Session()), made=made_after()))
    assert store.plan(LABEL).revision == 2


def made_after() -> PlanRecord:
    return after(record(), revision=2)


# ----------------------------------------------------------------------------------- drafts


async def test_idle_are_open_drafts_last_asked_long_ago(store: Store) -> None:
    for chat, hours in ((1, 3), (2, 1), (-3, 2), (4, 0)):
        draft = replace(session(label=labelled(chat)).draft, asked_at=NOON - hours * HOUR)
        then = Session(draft=replace(draft, parked=False))
        await store.commit(change(chat=chat, then=then))
    assert store.idle(NOON - HOUR, 9) == (1, -3, 2)
    assert store.idle(NOON - HOUR, 2) == (1, -3)
    assert store.idle(NOON - 4 * HOUR, 9) == ()


async def test_a_draft_set_aside_asked_again_or_gone_is_not_idle(store: Store) -> None:
    for chat in range(4):
        draft = replace(session(label=labelled(chat)).draft, parked=False)
        await store.commit(change(chat=chat, then=Session(draft=draft)))
    assert store.idle(NOON, 9) == (0, 1, 2, 3)
    gone, draft = Session(), store.load(1).session.draft
    aside = Session(draft=replace(draft, parked=True))
    asked = Session(draft=replace(store.load(2).session.draft, asked_at=NOON + HOUR))
    for chat, then in enumerate((gone, aside, asked)):
        await store.commit(change(chat=chat, based_on=1, then=then))
    assert store.idle(NOON, 9) == (3,)


# ------------------------------------------------------------------------- teams and people


async def test_teams_people_and_invitations_are_kept(
    store: Store, opener: Opener, folder: Path
) -> None:
    await store.commit(keeping(team(chat=GROUP), person(), invite()))
    store.close()
    again = opener(folder)
    assert (again.team(1), again.person(42), again.invite("ab12")) == (
        team(chat=GROUP),
        person(),
        invite(),
    )
    assert again.team_of_chat(GROUP) == team(chat=GROUP)
    again.close()


def test_nobody_and_nothing_is_there_at_first(store: Store) -> None:
    assert (store.team(1), store.person(42), store.invite("ab12")) == (None, None, None)
    assert (store.team_of_chat(0), store.people(1), store.last_team()) == (None, (), 0)


@pytest.mark.parametrize("kept", [team(), person(), invite()], ids=["team", "person", "invite"])
@pytest.mark.parametrize("serial", [0, 1, 3])
async def test_each_is_written_only_on_what_was_read(
    store: Store, kept: Team | Person | Invite, serial: int
) -> None:
    await store.commit(keeping(kept))
    with pytest.raises(Stale):
        await store.commit(keeping(replace(kept, serial=serial)))
    await store.commit(keeping(replace(kept, serial=2)))


async def test_an_invitation_is_used_once(store: Store) -> None:
    await store.commit(keeping(invite()))
    both = [store.commit(keeping(after(invite(), used_by=who))) for who in (1, 2)]
    assert await outcomes([asyncio.ensure_future(each) for each in both]) == ["kept", "Stale"]
    assert store.invite("ab12").used_by == 1


async def test_the_people_of_a_team_are_those_with_a_role_in_it_now(store: Store) -> None:
    people = [person(who=5, teams=(1, 12)), person(who=6, teams=(1,)), person(who=7, teams=(0,))]
    await store.commit(keeping(*people))
    assert store.people(1) == (people[0], people[1])
    assert store.people(12) == (people[0],)
    assert store.people(2) == ()
    await store.commit(keeping(after(people[1], memberships=())))
    assert store.people(1) == (people[0],)


async def test_a_person_with_two_roles_in_a_team_is_one_person(store: Store) -> None:
    one = person(teams=(1, 1))
    both = (replace(one.memberships[0], role=Role.PRESCRIBER), one.memberships[1])
    await store.commit(keeping(replace(one, memberships=both)))
    assert [each.who for each in store.people(1)] == [42]
    await store.commit(keeping(after(store.person(42), memberships=both[:1])))
    assert [each.who for each in store.people(1)] == [42]


async def test_a_team_is_found_under_its_group_of_now(store: Store) -> None:
    await store.commit(keeping(team(chat=GROUP)))
    await store.commit(keeping(after(team(), chat=GROUP, repeat_hours=8)))
    assert store.team_of_chat(GROUP).repeat_hours == 8
    await store.commit(keeping(after(store.team(1), chat=-7)))
    assert (store.team_of_chat(GROUP), store.team_of_chat(-7)) == (None, store.team(1))
    await store.commit(keeping(after(store.team(1), chat=0)))
    assert (store.team_of_chat(-7), store.team_of_chat(0)) == (None, None)


async def test_a_group_belongs_to_one_team(store: Store) -> None:
    await store.commit(keeping(team(chat=GROUP), team(number=2)))
    with pytest.raises(Stale):
        await store.commit(keeping(after(team(number=2), chat=GROUP)))
    assert store.team_of_chat(GROUP).number == 1
    await store.commit(keeping(after(team(), chat=0), after(team(number=2), chat=GROUP)))
    assert store.team_of_chat(GROUP).number == 2


async def test_the_last_team_is_that_of_the_highest_number(store: Store) -> None:
    for number in (1, 9, 10, 2):
        await store.commit(keeping(team(number=number)))
    assert store.last_team() == 10


async def test_a_session_beside_them_is_kept_with_them_or_not_at_all(store: Store) -> None:
    await store.commit(keeping(person()))
    with pytest.raises(Stale):
        await store.commit(replace(change(), keeps=(team(), person())))
    assert (store.load(CHAT).version, store.team(1)) == (0, None)
