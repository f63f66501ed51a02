"""Values to keep, with everything filled in."""

from collections.abc import Awaitable, Iterable
from datetime import UTC, date, datetime, timedelta

from bot.store import Change, Store
from flows.kept import PlanRecord
from flows.talk import Deed, Draft, Session

NOON = datetime(2026, 11, 22, 12, 0, 0, 250_000, tzinfo=UTC)
CHAT = 7_000_000_001
LABEL = "K7Q-2M3"


def session(*, label: str = LABEL, step: int = 1, asked_at: datetime = NOON) -> Session:
    draft = Draft(
        label=label,
        state="severity",
        trail=("weight", "subtype"),
        answers={"weight_kg": "69.9", "subtype": "dermatomyositis", "tablets": 5, "half": True},
        serial=step,
        asked_at=asked_at,
        entered="154 lb",
        entered_on=date(2026, 11, 22),
        held={"weight_kg": "69.9"},
        parked=True,
    )
    return Session(draft=draft, prompt=4_711, last_update=step)


def record(*, label: str = LABEL, revision: int = 1, owner: int = 42) -> PlanRecord:
    return PlanRecord(
        label=label,
        revision=revision,
        owner=owner,
        answers={"weight_kg": "69.9", "subtype": "dermatomyositis"},
        entered="154 lb",
        entered_on=date(2026, 11, 22),
        made_at=NOON + timedelta(minutes=revision),
        confirmed=("over_usual_weight",),
        provisional=False,
        guideline="iim 1 sha256:0123",
        digest="sha256:4567",
    )


def change(
    *,
    chat: int = CHAT,
    based_on: int = 0,
    then: Session | None = None,
    made: PlanRecord | None = None,
    deeds: tuple[Deed, ...] = (),
) -> Change:
    after = session(step=based_on + 1) if then is None else then
    return Change(
        chat=chat, based_on=based_on, session=after, made=made, deeds=deeds, who=42, at=NOON
    )


def labelled(chat: int) -> str:
    return f"K7Q-{chat:03d}"


async def steps(store: Store, *, chat: int, count: int) -> None:
    """The chat takes so many more steps, each on top of what was kept of the one before."""
    for _ in range(count):
        loaded = store.load(chat)
        then = session(label=labelled(chat), step=loaded.version + 1)
        await store.commit(change(chat=chat, based_on=loaded.version, then=then))


async def outcomes(commits: Iterable[Awaitable[None]]) -> list[str]:
    """What became of each: "kept", or the name of what was raised."""
    found = []
    for commit in commits:
        try:
            await commit
        except Exception as error:  # any refusal is an outcome here
            found.append(type(error).__name__)
        else:
            found.append("kept")
    return found
