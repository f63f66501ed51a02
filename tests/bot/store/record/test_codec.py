"""What is written reads back the same; everything else is refused."""

import json
from dataclasses import dataclass, fields, replace
from datetime import UTC, date
from decimal import Decimal
from typing import Any
from zlib import crc32

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.store import Undecodable
from bot.store.inbox import Received
from bot.store.record.chain import chained
from bot.store.record.codec import SCHEMA, Form
from bot.store.record.forms import REMINDER, REVISION, SESSION, form_of
from bot.store.record.keys import key_of
from bot.store.record.revisions import ADDED, SHARED, RevisionRow, row_of
from bot.store.upgrade.first_edition import PLAN as OLD_PLAN
from core.course import shown
from flows.talk.erasure import Errand, Tombstone
from flows.talk.records import (
    Intake,
    Invite,
    Kept,
    Matter,
    Person,
    PlanRecord,
    Reminder,
    Stage,
    Team,
)
from flows.talk.turn import Draft, Learnt, Question, Session
from tests.bot.store.examples import (
    NOON,
    delivery,
    followed,
    hold,
    invite,
    person,
    record,
    reminder,
    revised,
    session,
    team,
)

KEY = "session/7"
WITH_DOSES = 5  # the first schema in which every delivery kept which dose it had named
FIELDS = (9, 613_169_698)  # the schema, and the sum of the fields that it has
SESSION_1 = (  # as schema 1 wrote it: this text may never change, only be upgraded
    '{"schema":1,"version":3,"sum":2368359682,"body":{"draft":{"label":"K7Q-2M3",'
    '"state":"severity","trail":["weight","subtype"],"answers":{"weight_kg":"69.9",'
    '"subtype":"dermatomyositis","tablets":5,"half":true},"serial":1,'
    '"asked_at":"2026-11-22T12:00:00.250000Z","entered":"154 lb","entered_on":"2026-11-22",'
    '"held":{"weight_kg":"69.9"},"revises":0,"parked":true},"prompt":4711,"last_update":1}}'
)
SESSION_2 = (
    '{"schema":2,"version":3,"sum":3568217986,"body":{"draft":{"label":"K7Q-2M3",'
    '"state":"severity","trail":["weight","subtype"],"answers":{"weight_kg":"69.9",'
    '"subtype":"dermatomyositis","tablets":5,"half":true},"serial":1,'
    '"asked_at":"2026-11-22T12:00:00.250000Z","entered":"154 lb","entered_on":"2026-11-22",'
    '"held":{"weight_kg":"69.9"},"revises":0,"parked":true},"prompt":4711,"last_update":1,'
    '"question":null,"learnt":{}}}'
)
SESSION_3 = (
    '{"schema":3,"version":3,"sum":1421548509,"body":{"draft":{"label":"K7Q-2M3",'
    '"state":"severity","trail":["weight","subtype"],"answers":{"weight_kg":"69.9",'
    '"subtype":"dermatomyositis","tablets":5,"half":true},"serial":1,'
    '"asked_at":"2026-11-22T12:00:00.250000Z","entered":"154 lb","entered_on":"2026-11-22",'
    '"held":{"weight_kg":"69.9"},"revises":0,"parked":true,"edition":""},"prompt":4711,'
    '"last_update":1,"question":null,"learnt":{}}}'
)
SESSION_4 = (
    '{"schema":4,"version":3,"sum":1583227539,"body":{"draft":{"label":"K7Q-2M3",'
    '"state":"severity","trail":["weight","subtype"],"answers":{"weight_kg":"69.9",'
    '"subtype":"dermatomyositis","tablets":5,"half":true},"serial":1,'
    '"asked_at":"2026-11-22T12:00:00.250000Z","entered":"154 lb","entered_on":"2026-11-22",'
    '"held":{"weight_kg":"69.9"},"revises":0,"parked":true,"edition":""},"prompt":4711,'
    '"last_update":1,"question":null,"learnt":{},"unheeded":[]}}'
)
SESSION_5 = (
    '{"schema":5,"version":3,"sum":1907210673,"body":{"draft":{"label":"K7Q-2M3",'
    '"state":"severity","trail":["weight","subtype"],"answers":{"weight_kg":"69.9",'
    '"subtype":"dermatomyositis","tablets":5,"half":true},"serial":1,'
    '"asked_at":"2026-11-22T12:00:00.250000Z","entered":"154 lb","entered_on":"2026-11-22",'
    '"held":{"weight_kg":"69.9"},"revises":0,"parked":true,"edition":""},"prompt":4711,'
    '"last_update":1,"question":null,"learnt":{},"unheeded":[]}}'
)
SESSION_6 = (
    '{"schema":6,"version":3,"sum":28906711,"body":{"draft":{"label":"K7Q-2M3",'
    '"state":"severity","trail":["weight","subtype"],"answers":{"weight_kg":"69.9",'
    '"subtype":"dermatomyositis","tablets":5,"half":true},"serial":1,'
    '"asked_at":"2026-11-22T12:00:00.250000Z","entered":"154 lb","entered_on":"2026-11-22",'
    '"held":{"weight_kg":"69.9"},"revises":0,"parked":true,"edition":""},"prompt":4711,'
    '"last_update":1,"question":null,"learnt":{},"unheeded":[]}}'
)
SESSION_7 = (
    '{"schema":7,"version":3,"sum":3132245241,"body":{"draft":{"label":"K7Q-2M3",'
    '"state":"severity","trail":["weight","subtype"],"answers":{"weight_kg":"69.9",'
    '"subtype":"dermatomyositis","tablets":5,"half":true},"serial":1,'
    '"asked_at":"2026-11-22T12:00:00.250000Z","entered":"154 lb","entered_on":"2026-11-22",'
    '"held":{"weight_kg":"69.9"},"revises":0,"parked":true,"edition":""},"prompt":4711,'
    '"last_update":1,"question":null,"learnt":{},"unheeded":[],"learnt_at":null}}'
)
SESSION_8 = (
    '{"schema":8,"version":3,"sum":339865662,"body":{"draft":{"label":"K7Q-2M3",'
    '"state":"severity","trail":["weight","subtype"],"answers":{"weight_kg":"69.9",'
    '"subtype":"dermatomyositis","tablets":5,"half":true},"serial":1,'
    '"asked_at":"2026-11-22T12:00:00.250000Z","entered":"154 lb","entered_on":"2026-11-22",'
    '"held":{"weight_kg":"69.9"},"revises":0,"parked":true,"edition":""},"prompt":4711,'
    '"last_update":1,"question":null,"unheeded":[]}}'
)
EARLIER = (
    SESSION_1,
    SESSION_2,
    SESSION_3,
    SESSION_4,
    SESSION_5,
    SESSION_6,
    SESSION_7,
    SESSION_8,
)
WRITTEN = (  # and as schema 9 writes it
    '{"schema":9,"version":3,"sum":703811411,"body":{"draft":{"label":"K7Q-2M3",'
    '"state":"severity","trail":["weight","subtype"],"answers":{"weight_kg":"69.9",'
    '"subtype":"dermatomyositis","tablets":5,"half":true},"serial":1,'
    '"asked_at":"2026-11-22T12:00:00.250000Z","entered":"154 lb","entered_on":"2026-11-22",'
    '"held":{"weight_kg":"69.9"},"revises":0,"parked":true,"edition":""},"prompt":4711,'
    '"last_update":1,"question":null,"unheeded":[]}}'
)

TICKS = (
    (Matter.METHOTREXATE, Stage.ACKNOWLEDGED, Intake.TAKEN),
    (Matter.METHOTREXATE, Stage.SENT, None),
    (Matter.LABORATORY, Stage.ACKNOWLEDGED, None),
)
EACH = (
    reminder(deliveries=(delivery(),), at=NOON),
    team(chat=-5),
    person(),
    invite(),
)

answers = st.dictionaries(st.text(), st.text() | st.integers(-(2**63), 2**63 - 1) | st.booleans())
instants = st.datetimes(timezones=st.just(UTC))
drafts = st.builds(
    Draft,
    label=st.text(),
    state=st.text(),
    trail=st.lists(st.text()).map(tuple),
    answers=answers,
    serial=st.integers(0, 2**63 - 1),
    asked_at=instants,
    entered=st.text(),
    entered_on=st.none() | st.dates(),
    held=answers,
    parked=st.booleans(),
)
sessions = st.builds(
    Session,
    draft=st.none() | drafts,
    prompt=st.none() | st.integers(0, 2**53),
    last_update=st.integers(0, 2**53),
    question=st.none()
    | st.builds(
        Question,
        asks=st.text(),
        label=st.text(),
        serial=st.integers(0, 2**53),
        asked_at=instants,
        held=st.dictionaries(st.text(), st.text()),
    ),
    unheeded=st.lists(st.text()).map(tuple),
)


@given(sessions, st.integers(1, 2**53))
def test_a_session_reads_back_the_same(kept: Session, version: int) -> None:
    text = SESSION.write(kept, key=KEY, version=version)
    assert SESSION.read(text, key=KEY) == (kept, version)


def test_true_and_1_are_two_answers() -> None:
    read, _ = SESSION.read(SESSION.write(session(), key=KEY), key=KEY)
    assert [type(answer) for answer in read.draft.answers.values()] == [str, str, int, bool]


@pytest.mark.parametrize("kept", EACH, ids=lambda kept: key_of(kept).partition("/")[0])
def test_everything_that_is_kept_reads_back_the_same(kept: Kept) -> None:
    form, key = form_of(kept), key_of(kept)
    assert form.read(form.write(kept, key=key, version=kept.serial), key=key) == (kept, 1)


@pytest.mark.parametrize("kept", EACH, ids=lambda kept: key_of(kept).partition("/")[0])
def test_what_belongs_under_another_key_is_refused_even_where_its_sum_is_right(kept: Kept) -> None:
    form, key = form_of(kept), key_of(kept) + "0"
    with pytest.raises(Undecodable, match="under another key"):
        form.read(form.write(kept, key=key), key=key)


def test_this_schema_is_written_as_it_always_was() -> None:
    assert SESSION.write(session(), key=KEY, version=3) == WRITTEN


def test_this_schema_is_read() -> None:
    assert SESSION.read(WRITTEN, key=KEY) == (session(), 3)


@pytest.mark.parametrize("text", EARLIER)
def test_a_session_of_an_earlier_schema_is_read(text: str) -> None:
    assert SESSION.read(text, key=KEY) == (session(), 3)


def test_a_team_of_an_earlier_schema_has_no_number_of_whoever_is_on_call_and_no_limits() -> None:
    key, kept = key_of(team()), replace(team(), on_call="112")
    body = json.loads(form_of(kept).write(kept, key=key))["body"]
    assert body.pop("neutral") is False
    assert form_of(kept).read(forged(body, schema=6, key=key), key=key) == (kept, 1)
    assert body.pop("limits") == []
    read, _ = form_of(kept).read(forged(body, schema=5, key=key), key=key)
    assert read == kept
    assert body.pop("on_call") == "112"
    assert body.pop("weekly") is True
    for schema in (2, 3):
        read, _ = form_of(kept).read(forged(body, schema=schema, key=key), key=key)
        assert read == team()


@pytest.mark.parametrize("schema", [2, 3])
@pytest.mark.parametrize(("matter", "stage", "intake"), TICKS)
def test_a_tick_of_an_earlier_schema_says_that_the_dose_of_its_day_was_taken(
    matter: Matter, stage: Stage, intake: Intake | None, schema: int
) -> None:
    was = replace(reminder(), matter=matter, stage=stage)
    key = key_of(was)
    body = json.loads(form_of(was).write(was, key=key))["body"]
    assert (body.pop("intake"), body.pop("taken_on"), body.pop("remade")) == (None, None, False)
    read, _ = form_of(was).read(forged(body, schema=schema, key=key), key=key)
    assert read == replace(was, intake=intake, taken_on=was.day if intake else None)


@pytest.mark.parametrize("schema", [2, 3, 4])
def test_a_message_of_an_earlier_schema_is_one_that_named_no_dose_that_is_known(
    schema: int,
) -> None:
    """Whether or not the dose was kept with it in the last days of schema 4."""
    was = replace(reminder(), deliveries=(delivery(), delivery()))
    key = key_of(was)
    body = json.loads(form_of(was).write(was, key=key))["body"]
    del body["remade"]
    for each in body["deliveries"]:
        assert each.pop("of_several") is False
    if schema < WITH_DOSES - 1:
        del body["intake"], body["taken_on"]
    else:
        assert form_of(was).read(forged(body, schema=schema, key=key), key=key) == (was, 1)
    for each in body["deliveries"]:
        assert (each.pop("named_mg"), each.pop("named_from")) == ("", None)
    assert form_of(was).read(forged(body, schema=schema, key=key), key=key) == (was, 1)


@pytest.mark.parametrize("several", [False, True])
def test_a_message_of_schema_5_is_one_that_may_be_replaced(several: bool) -> None:
    """And its reminder is not known to be made anew."""
    was = replace(reminder(), deliveries=(replace(delivery(), of_several=several),))
    key = key_of(was)
    assert form_of(was).read(form_of(was).write(was, key=key), key=key) == (was, 1)
    body = json.loads(form_of(was).write(was, key=key))["body"]
    assert body["deliveries"][0].pop("of_several") is several
    assert body.pop("remade") is False
    read, _ = form_of(was).read(forged(body, schema=5, key=key), key=key)
    assert read == replace(was, deliveries=(delivery(),))


def test_a_plan_of_schema_5_has_no_pinned_message() -> None:
    key = key_of(record())
    body = json.loads(REVISION.write(row_of(record(), None), key=key))["body"]
    assert body.pop("pinned") == 0
    assert chained([(key, forged(body, schema=5, key=key))]) == record()


def test_a_plan_of_schema_5_has_no_visit_and_none_that_a_decision_rests_on() -> None:
    was, seen = record(), followed()
    key = key_of(was)
    body = json.loads(REVISION.write(row_of(was, None), key=key))["body"]
    assert "visited" not in body
    body = json.loads(REVISION.write(row_of(seen, None), key=key))["body"]
    entry = body.pop("visited")[0]
    assert (entry["visit"]["strength"], entry["by"], entry["name"]) == ("worse", 44, "Ann")
    assert body["decided"][0].pop("visit") == 1
    decided = replace(seen.decisions[0], visit=0)
    assert chained([(key, forged(body, schema=5, key=key))]) == replace(
        seen, decisions=(decided,), visited=()
    )


@pytest.mark.parametrize(
    "change", [{"strength": "well"}, {"visit": 0, "corrects": 1}, {"pain": 1}]
)
def test_a_visit_that_cannot_be_is_refused_with_its_plan(change: dict[str, Any]) -> None:
    key = key_of(followed())
    body = json.loads(REVISION.write(row_of(followed(), None), key=key))["body"]
    body["visited"][0]["visit"] |= change
    with pytest.raises(Undecodable, match="do not make one"):
        chained([(key, forged(body, key=key))])


def test_what_is_kept_gains_and_loses_a_field_with_a_new_schema_alone() -> None:
    """Where this fails, raise the schema and say in bot.store.upgrade what older rows lack."""
    assert (SCHEMA, crc32(json.dumps(kept_fields()).encode())) == FIELDS, kept_fields()


def kept_fields() -> list[tuple[str, list[str]]]:
    """The fields of every value that is kept, in their order."""
    kinds = (
        Session,
        RevisionRow,
        Reminder,
        Team,
        Person,
        Invite,
        Errand,
        Tombstone,
        Learnt,
        Received,
    )
    _, parts = msgspec.json.schema_components(kinds)
    return sorted((name, [*part.get("properties", ())]) for name, part in parts.items())


@pytest.mark.parametrize("body", [None, 5, "text", [], {}, {"revision": []}])
@pytest.mark.parametrize("form", [SESSION, OLD_PLAN])
def test_what_is_no_body_of_schema_1_is_refused(form: Form, body: object) -> None:
    key = KEY if form is SESSION else "plan/7"
    with pytest.raises(Undecodable, match="another shape"):
        form.read(forged(body, schema=1, key=key), key=key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    weight_kg: Decimal


def test_a_decimal_is_text_and_keeps_its_digits() -> None:
    form = Form(Weighed)
    text = form.write(Weighed(weight_kg=Decimal("70.50")), key=KEY)
    assert '"weight_kg":"70.50"' in text
    assert str(form.read(text, key=KEY)[0].weight_kg) == "70.50"


def forged(body: object, *, schema: int = SCHEMA, key: str = KEY) -> str:
    """A row whose sum is right, so that only its content can be the reason for a refusal."""
    plain = json.dumps(body, separators=(",", ":"), ensure_ascii=False)
    total = crc32(plain.encode(), crc32(f"{schema} 1 {key} ".encode()))
    return f'{{"schema":{schema},"version":1,"sum":{total},"body":{plain}}}'


def test_a_forged_row_is_read_where_nothing_is_wrong_with_it() -> None:
    assert SESSION.read(forged(json.loads(WRITTEN)["body"]), key=KEY) == (session(), 1)


@pytest.mark.parametrize("name", [each.name for each in fields(Draft)])
def test_a_missing_key_is_refused(name: str) -> None:
    body = json.loads(WRITTEN)["body"]
    del body["draft"][name]
    with pytest.raises(Undecodable, match="another shape"):
        SESSION.read(forged(body), key=KEY)


def test_a_first_revision_of_an_earlier_edition_does_not_say_when_blood_was_tested() -> None:
    key = key_of(record())
    body = json.loads(REVISION.write(row_of(record(), None), key=key))["body"]
    for name in ADDED:
        del body[name]
    read = chained([(key, forged(body, key=key))])
    assert read is not None
    assert read.tested is None


@pytest.mark.parametrize("name", sorted({*SHARED, "label", "revision", "serial"} - ADDED))
def test_a_missing_key_of_a_first_revision_is_refused(name: str) -> None:
    key = key_of(record())
    body = json.loads(REVISION.write(row_of(record(), None), key=key))["body"]
    del body[name]
    with pytest.raises(Undecodable, match=r"another shape|do not make one"):
        chained([(key, forged(body, key=key))])


@pytest.mark.parametrize("part", sorted(shown.PARTS - {"form"}))
def test_a_part_of_what_was_shown_that_is_missing_is_refused(part: str) -> None:
    key = key_of(record())
    body = json.loads(REVISION.write(row_of(record(), None), key=key))["body"]
    del body["shown"][part]
    with pytest.raises(Undecodable, match="do not make one"):
        chained([(key, forged(body, key=key))])


@pytest.mark.parametrize("kept", [record(), followed()], ids=["made", "followed"])
def test_a_plan_reads_back_the_same(kept: PlanRecord) -> None:
    key = key_of(kept)
    text = REVISION.write(row_of(kept, None), key=key, version=kept.serial)
    assert chained([(key, text)]) == kept


def test_a_revision_holds_only_what_is_different_and_the_chain_all() -> None:
    first, held = record(), revised(record(), hold(28))
    rows = [
        (key_of(each), REVISION.write(row_of(each, before), key=key_of(each)))
        for each, before in ((first, None), (held, first))
    ]
    assert chained(rows) == held
    body = json.loads(rows[-1][-1])["body"]
    assert set(body) == {"label", "revision", "serial", "decided", "shown"}
    assert "ladder" not in body["shown"]
    with pytest.raises(Undecodable, match="do not make one"):
        chained(rows[1:])


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Jane Doe"},
        {"serial": "1"},
        {"serial": 1.0},
        {"parked": 1},
        {"trail": "weight"},
        {"answers": {"weight_kg": 69.9}},
        {"answers": {"weight_kg": 70.5}},
        {"asked_at": "2026-11-22T12:00:00.250000"},
        {"asked_at": "2026-11-22T12:00:00.25Z"},
        {"asked_at": 1_795_348_800},
        {"asked_at": "2026-02-30T12:00:00Z"},
        {"entered_on": "2026-11-22T00:00:00"},
    ],
    ids=str,
)
def test_a_key_or_value_that_this_program_never_writes_is_refused(change: dict) -> None:
    body = json.loads(WRITTEN)["body"]
    body["draft"] |= change
    with pytest.raises(Undecodable, match="another shape"):
        SESSION.read(forged(body), key=KEY)


@pytest.mark.parametrize(
    "text",
    [
        None,
        5,
        b"",
        WRITTEN.encode(),
        b"cos\nsystem\n(S'true'\ntR.",
        "",
        "null",
        "{}",
        "[]",
        '"text"',
        WRITTEN[:-1],
        WRITTEN + " x",
        WRITTEN.replace('"schema"', '"note":1,"schema"'),
        WRITTEN.replace('"version":3,', ""),
        "\ud800",
    ],
    ids=lambda text: repr(text)[:20],
)
def test_what_is_not_an_envelope_is_refused(text: object) -> None:
    with pytest.raises(Undecodable):
        SESSION.read(text, key=KEY)


def test_each_changed_character_is_noticed() -> None:
    """Every character of a row, replaced in turn by each of four others."""
    for at, was in enumerate(WRITTEN):
        for put in {"0", "7", '"', "x"} - {was}:
            with pytest.raises(Undecodable):
                SESSION.read(WRITTEN[:at] + put + WRITTEN[at + 1 :], key=KEY)


def test_a_row_under_the_key_of_another_chat_is_refused() -> None:
    with pytest.raises(Undecodable, match="altered"):
        SESSION.read(WRITTEN, key="session/8")


def test_a_refusal_repeats_nothing_of_what_was_kept() -> None:
    with pytest.raises(Undecodable) as refusal:
        REVISION.read(WRITTEN, key="plan/K7Q-2M3/000001")
    assert str(refusal.value) == "a row of kind 'plan' was altered after it was written"


@pytest.mark.parametrize(("schema", "why"), [(SCHEMA + 1, "later version"), (0, "not known")])
def test_another_schema_is_refused_with_its_number(schema: int, why: str) -> None:
    older_or_newer = forged(json.loads(WRITTEN)["body"], schema=schema)
    with pytest.raises(Undecodable, match=f"schema {schema}, .*{why}"):
        SESSION.read(older_or_newer, key=KEY)


def test_a_time_without_zone_is_not_written() -> None:
    when = NOON.replace(tzinfo=None)
    with pytest.raises(ValueError, match="zone"):
        SESSION.write(session(asked_at=when), key=KEY)
    with pytest.raises(ValueError, match="zone"):
        REVISION.write(row_of(replace(record(), made_at=when), None), key=KEY)
    with pytest.raises(ValueError, match="zone"):
        REMINDER.write(replace(reminder(), due=when), key=KEY)
    with pytest.raises(ValueError, match="zone"):
        REMINDER.write(replace(reminder(), deliveries=(delivery(sent_at=when),)), key=KEY)


def test_a_wall_time_with_a_zone_is_not_written() -> None:
    with pytest.raises(ValueError, match="zone"):
        REMINDER.write(replace(reminder(), wall=NOON), key=KEY)


@pytest.mark.parametrize(
    "times", [{"wall": "2026-12-01T07:30:00Z"}, {"due": "2026-12-01T06:30:00"}]
)
def test_a_reminder_whose_times_have_changed_their_kind_is_refused(times: dict) -> None:
    key = key_of(reminder())
    body = json.loads(REMINDER.write(reminder(), key=key))["body"]
    assert REMINDER.read(forged(body, key=key), key=key) == (reminder(), 1)
    with pytest.raises(Undecodable, match="another shape"):
        REMINDER.read(forged(body | times, key=key), key=key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Third:
    """As a later schema might have it: two keys more."""

    first: int
    second: int
    third: int


LATER = {
    ("session", 1): lambda body: {**body, "second": body["first"] + 1},
    ("session", 2): lambda body: {**body, "third": body["second"] + 1},
}


def test_an_older_row_goes_through_every_upgrade_in_order() -> None:
    form = Form(Third, schema=3, upgrades=LATER)
    for schema, body in ((1, {"first": 1}), (2, {"first": 1, "second": 2})):
        assert form.read(forged(body, schema=schema), key=KEY)[0] == Third(
            first=1, second=2, third=3
        )


def test_what_is_written_after_an_upgrade_has_the_later_schema() -> None:
    form = Form(Third, schema=3, upgrades=LATER)
    later = form.read(forged({"first": 1}, schema=1), key=KEY)[0]
    assert form.write(later, key=KEY).startswith('{"schema":3,')


def test_an_upgrade_to_another_shape_is_refused() -> None:
    form = Form(Third, schema=2, upgrades=LATER)
    with pytest.raises(Undecodable, match="another shape"):
        form.read(forged({"first": 1}, schema=1), key=KEY)


def test_a_row_of_another_kind_is_not_upgraded() -> None:
    form = Form(Third, schema=3, upgrades={("plan", 1): dict, ("plan", 2): dict})
    with pytest.raises(Undecodable, match="not known"):
        form.read(forged({"first": 1}, schema=1), key=KEY)


def test_a_day_is_written_as_a_day() -> None:
    form = Form(date)
    assert '"body":"2026-11-22"' in form.write(date(2026, 11, 22), key=KEY)
