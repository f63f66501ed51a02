"""The simulation sees red: each promise is broken on purpose, and the seeds say which."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

import bot.alarm.job
import bot.alarm.ledger
import flows.reminder.message.medicines
import flows.reminder.wanted.following
import tests.delivery.people
import tests.delivery.world
from bot.alarm.alarm import Alarm
from bot.alarm.ledger import Claimed, Intent, Ledger
from bot.alarm.notice.notices import Notices
from bot.alarm.notice.unread import Damage
from bot.clock import Clock
from bot.store import NotRead
from bot.words import Catalogue, catalogue
from core.course.regimen.regimen import Stretch
from core.due import Due, Item
from core.evidence import Value
from core.guideline.schema import Guideline
from core.patient import Case
from flows.plan.live import Live
from flows.reminder.classes import ROUTINE
from flows.reminder.escalation import Landed, claimed, settled
from flows.reminder.recipients import Recipients
from flows.talk.records import Reminder, Stage
from tests.delivery.campaign import scratch, script
from tests.delivery.truth import Violated
from tests.delivery.world import World

pytestmark = pytest.mark.wide


@pytest.fixture(autouse=True)
def anew() -> Iterator[None]:
    """What follows from a plan is worked out by the code as it is broken, and by no other test."""
    flows.reminder.wanted.following._all_following.cache_clear()
    yield
    flows.reminder.wanted.following._all_following.cache_clear()


LAST = 120


def noticed(first: int = 1, **broken: Any) -> str:
    """What the first seed that notices anything says, of those from this one on: where it was seen
    last, so that those before it are not played each time."""
    for seed in range(first, LAST):
        with scratch() as folder:
            try:
                World(seed=seed, folder=folder, script=script(seed), **broken).played()
            except Violated as violated:
                return str(violated)
    return "nothing"


class LooksOnce(Ledger):
    """Only the look right before a message leaves is left out."""

    def holds(self, standing: Claimed, chat: int) -> bool:
        del standing, chat
        return True


class SendsWithoutClaim(LooksOnce):
    async def claim(self, row: Reminder, intent: Intent, seen: datetime) -> Claimed | None:
        del row, seen
        return intent.claim


class TakesUnknownForNotSent(Ledger):
    async def recover(self) -> int:
        rows, now = self.store.sending(), self.clock()
        for row in rows:
            await self.kept(now, (settled(row, {}, None, now),))
        return len(rows)


class NeverRecovers(Ledger):
    async def recover(self) -> int:
        return 0


class TakesEverythingForNotSent(Ledger):
    async def settle(self, standing: Claimed, landed: Mapping[int, Landed]) -> None:
        del landed
        await Ledger.settle(self, standing, {})


class KnowsAStranger(LooksOnce):
    def intent(self, row: Reminder) -> Intent:
        found = LooksOnce.intent(self, row)
        if found.claim is None:
            return found
        strangers = Recipients(owner=found.claim.record.owner, administrators=(999,))
        after = claimed(row, strangers, self.clock())
        sending = replace(found.claim, reminder=after, recipients=strangers)
        return Intent(keeps=(after,), claim=sending if after.stage is Stage.SENDING else None)


class HoldsEverythingUp(Ledger):
    """One row that cannot be read keeps every reminder back."""

    def intent(self, row: Reminder) -> Intent:
        if self.store.faults():
            raise NotRead
        return Ledger.intent(self, row)


@pytest.mark.parametrize(
    ("ledger", "says"),
    [
        (SendsWithoutClaim, "sent without its claim"),
        (TakesUnknownForNotSent, "unmarked repeat"),
        (NeverRecovers, "lost"),
        (TakesEverythingForNotSent, "unmarked repeat"),
        (KnowsAStranger, "outside the circle"),
        (LooksOnce, ("sent without its claim", "outside the circle")),
    ],
)
def test_an_alarm_that_breaks_a_promise_is_noticed(
    ledger: type[Ledger], says: str | tuple[str, ...]
) -> None:
    assert noticed(ledger=ledger).startswith(says)


def test_a_repeat_that_is_not_marked_is_noticed() -> None:
    words = Catalogue({**catalogue().texts, "reminder.mark.repeat": "As was said before."})
    assert noticed(words=words).startswith("unmarked repeat")


def test_a_late_message_that_is_not_marked_is_noticed() -> None:
    texts = {key: text.replace("[LATE", "[since") for key, text in catalogue().texts.items()}
    assert noticed(first=3, words=Catalogue(texts)).startswith("late and not marked")


def test_a_message_before_its_time_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    look: Callable[..., Any] = Alarm._look
    hour = timedelta(hours=1)
    monkeypatch.setattr(Alarm, "_look", lambda self, now, asked: look(self, now + hour, asked))
    assert noticed().startswith("early claim")


async def silence(*_: object, **__: object) -> None:
    """Nobody is told of what holds reminders back, or of what cannot be read."""


def test_a_stop_that_nobody_is_told_of_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Notices, "tell", silence)
    assert noticed(first=3).startswith("told to nobody")


@pytest.fixture
def damaged(monkeypatch: pytest.MonkeyPatch) -> None:
    """In every story a row is damaged, and for long."""
    monkeypatch.setattr(tests.delivery.world, "DAMAGED", 1)
    monkeypatch.setattr(tests.delivery.world, "RESTORED_AFTER", (3,))


@pytest.mark.usefixtures("damaged")
def test_one_damaged_row_that_holds_everything_up_is_noticed() -> None:
    assert noticed(first=53, ledger=HoldsEverythingUp).startswith("held up")


@pytest.mark.usefixtures("damaged")
def test_damage_that_nobody_is_told_of_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Damage, "tell", silence)
    assert noticed(first=5).startswith("told to nobody")


@pytest.mark.usefixtures("damaged")
def test_damage_that_is_not_mended_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(World, "_restores", lambda _: None)
    assert noticed().startswith("not mended")


def test_a_process_that_goes_by_a_clock_that_was_moved_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Clock, "__call__", lambda self: self.machine())
    monkeypatch.setattr(Clock, "moved", None)
    monkeypatch.setattr(tests.delivery.world, "MOVES", (timedelta(days=3),))
    assert noticed(first=34).startswith("early")


def test_a_message_at_night_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.alarm.ledger, "when_allowed", lambda _, at, *__: at)
    assert noticed(first=3).startswith("at night")


def test_what_is_urgent_among_others_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.alarm.job, "class_of", lambda _: ROUTINE)
    assert noticed(first=14).startswith("urgent among others")


def test_a_decision_that_leaves_old_reminders_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tests.delivery.people, "replanned", lambda *_: ())
    monkeypatch.setattr(World, "_tidied", untidied)  # it would be mended once a day
    assert noticed(first=12).startswith("orphaned")


async def untidied(_world: World, _store: object) -> None:
    """Nobody looks whether every plan has the reminders it wants."""


def test_an_alarm_that_does_not_look_at_the_revision_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tests.delivery.people, "replanned", lambda *_: ())
    monkeypatch.setattr(bot.alarm.ledger, "_stands", lambda *_: True)
    assert noticed(first=3).startswith("wrong revision")


def test_an_amount_that_nobody_confirmed_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next amount in the place of the confirmed one."""
    values = flows.reminder.message.medicines.amount_values

    def too_much(guideline: Guideline, case: Case, stretch: Stretch) -> dict[str, Value]:
        more = replace(stretch, mg=None if stretch.mg is None else stretch.mg + 5)
        return values(guideline, case, more)

    monkeypatch.setattr(flows.reminder.message.medicines, "amount_values", too_much)
    assert noticed(first=6).startswith("not what holds")


def test_a_weekly_day_that_nobody_is_told_of_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    is_told = flows.reminder.wanted.following._is_not_told

    def untold(live: Live, due: Due) -> bool:
        return due.item is Item.METHOTREXATE or is_told(live, due)

    monkeypatch.setattr(flows.reminder.wanted.following, "_is_not_told", untold)
    assert noticed(first=3).startswith("lost")
