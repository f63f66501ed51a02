"""What the first edition has left behind is opened, and says what it said then, plan by plan.

Once by rules that would answer the same, and once by rules in which every number is another one.
"""

import re
from collections.abc import Mapping
from contextlib import closing
from datetime import date, datetime

import pytest

from bot.guideline import shipped
from bot.store.sqlite import open_store
from core.reading import OPTIONAL_KEYS
from tests.campaigns import size
from tests.editions import golden
from tests.editions.asked import NOW, Plan, plans
from tests.editions.changed import changed
from tests.editions.plainly import Json
from tests.editions.saying import days
from tests.editions.since import (
    LEFT_FOR,
    days_once_asked,
    left_by_reassessment,
    life_once_asked,
    moved_first,
    once_asked,
    open_ended,
)

pytestmark = pytest.mark.wide
EDITION = 1
TOLD = golden.told(EDITION)
LIVED = golden.lived(EDITION)
NEXT = re.compile(r"^(Next: .*|<b>From .* mg(?: a day)?: that is decided</b>)$", re.M)  # reworded
EDITION_LINE = re.compile(r"Made under edition 1 .*\n\n")
BEFORE_YOU_START = re.compile(r"\n*<b>(Before you start|What holds for this plan)</b>(?s:.*)$")
BESIDE = re.compile(
    r"\n(?:Systemic sclerosis and|Active infection: this|Trouble swallowing:|Hepatitis B positive:"
    r"|Pregnant:|Pregnancy planned:|Breastfeeding:).*"
)
GAIN = re.compile(r"^(?:Is s|S)trength better[^?]*\?", re.M)  # asked for after a flare too since
RESPONSE = re.compile(r"(?<=: step), response confirmed$", re.M)  # a step says so by itself
NOT_RECORDED = re.compile(r"\n[^\n]*: nobody has recorded here whether it was begun.*")
REASSESS = re.compile(r"(?<=No step is due)(?: by itself)?: reassess [^.]*\.")
OVER = re.compile(
    r"^(Its day has come: .*|This reminder no longer holds: the plan has moved on\.)$", re.M
)
SAYS_IT = re.compile(r"^<b>\S+: | mg\b|^(?:Acknowledged|Answered|Decided) by ")
SEEN = re.compile(r"(?<=</b>)(?:\n[^\n]+)+?(?=\nAcknowledged by )")  # the dose stays since
WAITS = re.compile(r"^([\d.]+) mg a day has been due since (\w+ [\w-]+) and .*$", re.M)  # since
COMES = r"Next dose change due \2, to \1 mg, if a prescriber confirms it"
TABLETS = re.compile(r" \([^()]*(?:in tablets|tablets?)\)")  # counted otherwise since
LATER_POINTS = {"infection_high_start", "cyp3a4_interaction", "pulse_below_250"}
ASKED_SINCE = OPTIONAL_KEYS[OPTIONAL_KEYS.index("g6pd") + 1 :]
PLANS = 200
ONE_IN = PLANS // size("editions")  # is gone through day by day, and lived on


@pytest.fixture(scope="module", params=[shipped(), changed()], ids=["same", "changed"])
def there(request, tmp_path_factory):
    """Every plan of a copy of the folder, opened by a program of these rules."""
    folder = golden.folder(EDITION, tmp_path_factory.mktemp("golden"))
    with plans(folder, request.param) as found:
        yield found


@pytest.fixture(scope="module")
def words(there):
    """What is said of each of them."""
    return {label: plan.words(NOW) for label, plan in there.items()}


def said(name: str) -> dict[str, Json]:
    """What was said of each plan under this name."""
    return {label: plan[name] for label, plan in TOLD["plans"].items()}


LEFT = frozenset(
    label
    for label, kept in said("kept").items()
    if any(reason in LEFT_FOR for _, _, reason, *_ in kept["decisions"])
)  # of these nothing is planned since: no other agent, no prevention, no dose told as stopped


def followed(of: Mapping[str, Json]) -> dict[str, Json]:
    """Of the plans those that are followed to their own end."""
    return {label: each for label, each in of.items() if label not in LEFT}


def about_the_dose(words: dict[str, Json]) -> dict[str, Json]:
    """The card down to the dose, and each reminder of a dose, without what was reworded since."""
    return {
        label: {
            "card": BEFORE_YOU_START.sub("", _reworded(EDITION_LINE.sub("", each["card"]))),
            "told": {name: _of_the_dose(_reworded(text)) for name, text in each["told"].items()},
        }
        for label, each in words.items()
    }


def _of_the_dose(text: str) -> str:
    """What the reminder is about, each amount in it, and who ended it."""
    return "\n".join(line for line in text.split("\n") if SAYS_IT.search(line))


def _reworded(text: str) -> str:
    for since in (TABLETS, NEXT, BESIDE, GAIN, RESPONSE, NOT_RECORDED, REASSESS, OVER, SEEN):
        text = since.sub("", text)
    return WAITS.sub(COMES, text)


UNCONFIRMED = ("methotrexate/", "titration/")  # amounts that nobody had confirmed are told no more


def confirmed(found: Json) -> Json:
    """Reminders by their ids, or days on which some come and go, without unconfirmed amounts."""
    match found:
        case dict():
            kept = {key: value for key, value in found.items() if not _unconfirmed(key)}
            return {key: confirmed(value) for key, value in kept.items()}
        case [int() as day, [*come], [*gone]]:
            return [day, confirmed(come), confirmed(gone)]
        case list():
            kept = [confirmed(each) for each in found if not _unconfirmed(each)]
            return [each for each in kept if not _nothing_comes(each)]
    return found


def _unconfirmed(each: Json) -> bool:
    return isinstance(each, str) and each.startswith(UNCONFIRMED)


def _nothing_comes(each: Json) -> bool:
    return isinstance(each, list) and each[1:] == [[], []]


def words_then(today: Mapping[str, date]) -> dict[str, Json]:
    """The words, each card with the end of its dose as it is said since, revisions in order."""
    return {
        label: {
            "card": open_ended(each["card"], said("wanted")[label], today[label]),
            "told": {name: moved_first(text) for name, text in each["told"].items()},
        }
        for label, each in said("words").items()
    }


def days_then(label: str, today: date) -> Json:
    """The days to come of a plan, without what is asked no more."""
    found = confirmed(said("days")[label])
    return {**found, "wanted": days_once_asked(found["wanted"], today)}


def days_now(found: Json, today: date) -> Json:
    """The same of the days as they are now."""
    return {**found, "wanted": days_once_asked(found["wanted"], today)}


def life_then(rows: list[Json]) -> list[Json]:
    """A life, with the dates that a reassessment leaves since."""
    return life_once_asked(left_by_reassessment(confirmed(rows)))


def as_answered_then(figures: dict[str, Json]) -> dict[str, Json]:
    """The figures without what later editions answer besides."""
    return {label: _as_answered_then(each) for label, each in figures.items()}


def _as_answered_then(found: Json) -> Json:
    bone, lungs = found["bone"], found["pneumocystis"]
    then = next(iter(said("figures").values()))
    return {key: value for key, value in found.items() if key in then} | {
        "bone": bone and {"very_high_by_dose": bone["very_high_by_dose"]},
        "pneumocystis": lungs
        and lungs
        | {"cautions": [each for each in lungs["cautions"] if each != "earlier_steroid_unknown"]},
        "notices": [each for each in found["notices"] if each["code"] not in LATER_POINTS],
        "unknown": [key for key in found["unknown"] if key not in ASKED_SINCE],
    }


def test_every_plan_is_there_and_stands_as_it_was_left(there):
    assert {label: plan.kept for label, plan in there.items()} == said("kept")


def test_the_planner_comes_to_the_same_figures(there):
    figures = {label: plan.figures(NOW) for label, plan in there.items()}
    assert followed(as_answered_then(figures)) == followed(said("figures"))
    assert {figures[label]["agent"]["first"] for label in LEFT} == {"none"}


def test_the_same_reminders_are_wanted_at_the_same_times(there):
    now = {label: plan.wanted(NOW) for label, plan in there.items()}
    for label, before in followed(confirmed(said("wanted"))).items():
        today = there[label].today
        asked = once_asked(before, today)
        assert {each: now[label][each] for each in once_asked(now[label], today)} == {
            each: before[each] for each in asked
        }, label
    assert now.keys() == there.keys()


def test_the_card_and_the_reminders_say_the_same(there, words):
    today = {label: plan.today for label, plan in there.items()}
    assert followed(about_the_dose(words)) == followed(about_the_dose(words_then(today)))
    assert all("\nNothing is planned here any more: " in words[label]["card"] for label in LEFT)
    assert len(LEFT) > 5


def test_plans_left_alone_have_the_same_dose_and_reminders_on_each_day_to_come(there):
    for label in sorted(there)[::ONE_IN]:
        today = there[label].today
        assert days_now(days(there[label]), today) == days_then(label, today), label


def test_lives_go_the_same_way(there):
    for label, rows in list(LIVED["lives"].items())[::ONE_IN]:
        assert life_once_asked(lived_again(there[label], rows)) == life_then(rows), label


def test_two_long_lives_go_the_same_way(there):
    assert [len(rows) for rows in LIVED["long"].values()] == [40, 40]
    for label, rows in LIVED["long"].items():
        assert life_once_asked(lived_again(there[label], rows)) == life_then(rows), label


def test_other_rules_are_told_of_on_every_card_that_they_would_change(there, words):
    marked = {label for label, each in words.items() if EDITION_LINE.search(each["card"])}
    goes_on = {label for label, plan in there.items() if not plan.seen(NOW).kept.is_over}
    assert marked == {label for label in goes_on if there[label].differs()}
    assert len(marked) > 0


def test_the_folder_holds_plans_of_every_kind():
    """What the tests above rest on: nothing of it was left out."""
    answers = [each["answers"] for each in said("kept").values()]
    agents = [each["agent"] for each in said("figures").values()]
    assert len(answers) == PLANS
    assert {each["region"] for each in answers} == {"us", "uk", "eu"}
    assert {each["tail"] for each in answers if "tail" in each} == {"standard", "slow2w", "slow4w"}
    assert {each["hold_weeks"] for each in answers if "hold_weeks" in each} == {2, 3, 4}
    assert {each["severity"] for each in answers} == {"mild", "moderate", "severe"}
    assert {each["subtype"] for each in answers} == {
        "dermatomyositis", "polymyositis", "necrotizing", "antisynthetase", "overlap", "juvenile",
    }  # fmt: skip
    assert any("pulse_days" in each for each in answers)
    assert {each["status"] for each in agents} == {"ready", "candidate", None}
    assert any(each["blocked"] for each in agents)
    assert {each["first"] for each in agents} >= {"pending", "methotrexate", "azathioprine"}


def test_the_folder_holds_plans_in_every_stage():
    """The same."""
    kept = said("kept").values()
    stages = {stage for each in kept for stage, _ in each["reminders"].values()}
    assert {each["team"] for each in kept} == {0, 1, 2, 3, 4}
    assert {move for each in kept for move, *_ in each["decisions"]} == {
        "step", "hold", "flare", "off_plan", "stop",
    }  # fmt: skip
    assert {
        "closed": sum(bool(each["closed_at"]) for each in kept),
        "waits": sum(not each["live"] for each in kept),
        "checked": sum(bool(each["checked_by"]) for each in kept),
        "undecided": sum(not each["decisions"] for each in kept),
    } == {"closed": 9, "waits": 12, "checked": 8, "undecided": 51}
    assert stages == {
        "pending", "sent", "snoozed", "acknowledged", "answered", "withdrawn", "needs_human",
    }  # fmt: skip


def lived_again(plan: Plan, rows: list[Json]) -> list[Json]:
    """The same decisions at the same times, with what follows from them now."""
    again: list[Json] = []
    for row in rows:
        at = datetime.fromisoformat(row["at"])
        assert plan.refused(row["decision"], at) is None, row
        caution = plan.caution(row["decision"], at)
        plan = plan.decided(row["decision"], at)
        taken = {"at": row["at"], "decision": row["decision"], "caution": caution}
        again.append({**taken, **plan.course(at)})
    return again


def test_drafts_that_were_open_and_everything_else_of_the_file_can_be_read(tmp_path):
    with closing(open_store(golden.folder(EDITION, tmp_path))) as store:
        assert list(store.problems()) == []
        chats = [key for key in store.rows if key.startswith("session/")]
        drafts = [store.load(int(key.removeprefix("session/"))).session.draft for key in chats]
        open_ = [draft for draft in drafts if draft is not None]
        assert (len(open_), sum(draft.parked for draft in open_)) == (7, 3)
        assert {draft.edition for draft in open_} == {""}
