"""One update in, pages out: gate, load, step, commit, and only then what is to be shown."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import tzinfo

from bot.clock import Clock
from bot.desk import captions
from bot.desk.access import Gate, Verdict
from bot.desk.admission import judged
from bot.desk.arrival import Arrival, Forged
from bot.desk.beginnings import fitting
from bot.desk.farewells import owed
from bot.desk.looks import Looks
from bot.desk.meant import asks_learnt, group_concerned, is_learning
from bot.desk.outages import Outages
from bot.desk.own_data import own_data
from bot.desk.papers import Issuer
from bot.desk.reader import Reader
from bot.measures import BY_DEED, Measures, Refusal
from bot.page import Page
from bot.page.render import Pages, Seat
from bot.store import Change, Loaded, NotRead, NotSaved, Stale, Store, Undecodable
from bot.store.training import Trainees
from core.exercise import Lesson
from core.guideline.schema import Guideline
from flows import dialogue
from flows.intake.idle import nudged
from flows.looked import looked
from flows.plan.live import Live, live
from flows.reminder.elsewhere import Outdated
from flows.talk.known import Room
from flows.talk.label import label_from
from flows.talk.records import Place, PlanRecord, Reminder
from flows.talk.replies import Reply, Say, ShowOwnData, ShowPaper, Toast
from flows.talk.turn import (
    NOTHING_LEARNT,
    Context,
    Deed,
    Heard,
    Pressed,
    Session,
    Turn,
    Typed,
)

TRIES = 3
REPEAT_WINDOW = 1_000  # update numbers rise; one this little below the last is a repeat
LABEL_CHARACTERS = 5  # the sixth checks them
LABEL_ALPHABET = 31
NOT_ASKED = Room()

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Takes every update of every transport; holds no state of a dialogue itself."""

    store: Store
    trainees: Trainees
    gate: Gate
    reader: Reader
    pages: Pages
    issuer: Issuer
    guideline: Guideline
    clock: Clock
    outages: Outages
    chance: Callable[[int], int]  # a whole number below its argument
    zone: tzinfo
    zone_name: str
    region: str
    news: Callable[[], None]  # called when reminders have changed
    lessons: Callable[[], tuple[Lesson, ...]] = tuple  # asked for when somebody learns
    room: Callable[[int], Awaitable[Room]] | None = None  # of this group; None: nobody can say
    failing: set[str] = field(default_factory=set)  # ids of reminders that cannot be judged now
    outdated: list[Outdated] = field(default_factory=list)  # messages to be made true
    measures: Measures = field(default_factory=Measures)
    looks: Looks = field(default_factory=Looks)

    async def converse(self, arrival: Arrival) -> tuple[Page, ...]:
        """What to show for this update; all of it is committed, or it says that it is not."""
        with self.measures.steps.timed():
            try:
                return await self._conversed(arrival)
            except Exception as error:
                return self._undone(arrival, error)

    async def _conversed(self, arrival: Arrival) -> tuple[Page, ...]:
        match judged(arrival, self.gate, self.reader, self.trainees, self.clock.elapsed()):
            case Verdict.SILENCE:
                self.measures.refusals[Refusal.SILENCE] += 1
                return ()
            case Verdict.STRANGER:
                return self._not_done(Refusal.STRANGER, arrival, _say("stranger", arrival.who))
            case Verdict.TOO_FAST:
                return self._not_done(Refusal.TOO_FAST, arrival, _say("too_fast"))
        if isinstance(arrival.heard, Forged):
            return await self._forged(arrival)
        return await self._answer(arrival, arrival.heard)

    async def shown(self, chat: int, message: int) -> None:
        """The id of the message that shows the open prompt is kept, so that it can be edited."""
        loaded = self.store.load(chat)
        if loaded.session.prompt != message:
            session = replace(loaded.session, prompt=message)
            await self.store.commit(self._change(chat, loaded, session))

    async def nudge(self, chat: int) -> tuple[Page, ...]:
        """An idle draft of this chat is set aside, and this asks about it; nothing otherwise."""
        now, loaded = self.clock(), self.store.load(chat)
        heard = Typed(text="")
        arrival = Arrival(chat=chat, who=chat, update=0, heard=heard, sent=now, arrived=now)
        context = self.context(arrival, heard, loaded.session)
        turn = nudged(loaded.session, context)
        if turn is None:
            return ()
        pages = self._render(arrival, turn.session, turn.replies)
        change = self._change(chat, loaded, turn.session)
        await self.store.commit(replace(change, deeds=turn.deeds, who=chat))
        return pages

    def as_of_now(self, record: PlanRecord) -> Live:
        """The plan as it stands, by its team's zone; None where other rules hold now."""
        team = self.reader.team(record.team)
        return live(self.guideline, record, team, self.zone_name, self.clock())

    async def _answer(self, arrival: Arrival, said: Heard) -> tuple[Page, ...]:
        heard = self.understood(arrival, said)
        room = await self._room(arrival, heard)
        for _ in range(TRIES):
            with self.measures.loads.timed():
                loaded = self.store.load(arrival.chat)
            session = loaded.session
            context = self.context(arrival, heard, session, room)
            if arrival.update == session.last_update:
                return self._render(arrival, session, dialogue.repeated(session, context).replies)
            if 0 < session.last_update - arrival.update < REPEAT_WINDOW:
                return ()
            zone = context.known.team.zone if context.known.team else self.zone_name
            turn = dialogue.step(session, heard, context)
            # Written before it is kept: what cannot be shown must not have happened.
            pages = self._render(arrival, turn.session, turn.replies, zone)
            try:
                await self.keep(arrival, loaded, turn, looked(turn, context))
            except Stale:
                continue
            if loaded.lost:
                pages = self._plainly(arrival, _say("session_lost")) + pages
            return pages + await self._issued(arrival, turn, zone, context)
        raise NotSaved

    def understood(self, arrival: Arrival, heard: Heard) -> Heard:
        """What was said; a text of our own, as a caption that is typed, is known as that."""
        if not isinstance(heard, Typed) or arrival.place is Place.GROUP:
            return heard
        return replace(heard, ours=captions.is_ours(self.pages.words, self.region, heard.text))

    async def _issued(
        self, arrival: Arrival, turn: Turn, zone: str, context: Context
    ) -> tuple[Page, ...]:
        """The papers that were asked for, made while others are served; and one's own data."""
        seat = self._seat(arrival, turn.session, zone)
        pages: tuple[Page, ...] = ()
        for reply in turn.replies:
            if isinstance(reply, ShowPaper):
                pages += await self.issuer.issued(reply, seat)
            if isinstance(reply, ShowOwnData):
                pages += (await own_data(self.store, self.pages, turn.session, context),)
        return pages

    async def _forged(self, arrival: Arrival) -> tuple[Page, ...]:
        """The audit has it, once, and nothing else has changed."""
        loaded = self.store.load(arrival.chat)
        if arrival.update != loaded.session.last_update:  # else it is a repeat
            session = replace(loaded.session, last_update=arrival.update)
            change = self._change(arrival.chat, loaded, session)
            since = None if loaded.version else arrival.sent  # a repeat, where no chat is kept
            deeds = (Deed(action="forged", label="", since=since),)
            change = replace(change, deeds=deeds, who=arrival.who)
            await self.store.commit(fitting(change, lost=loaded.lost))
        return self._not_done(Refusal.FORGED, arrival, Toast(says="toast.not_valid"))

    async def keep(
        self, arrival: Arrival, loaded: Loaded, turn: Turn, looks: tuple[Deed, ...] = ()
    ) -> None:
        """The turn is kept; of one that changes nothing only that a plan was looked at, once."""
        if turn.learnt:
            self.trainees.keep(arrival.chat, turn.learnt)
        keeps, erases = self.reader.fit(turn.keeps), turn.erases
        if (
            not loaded.lost
            and turn.session == loaded.session
            and not (turn.made or turn.deeds or keeps)
        ):
            if not await self.looks.noted(self.store, arrival.who, looks, self.clock()):
                self._doubt()
            return
        session = replace(turn.session, last_update=arrival.update)
        change = replace(
            self._change(arrival.chat, loaded, session),
            made=turn.made,
            keeps=keeps,
            deeds=turn.deeds + self.looks.fresh(arrival.who, looks),
            erases=erases,
            owes=owed(self.pages, erases, arrival.who, self.clock()) if erases else (),
            who=arrival.who,
            seen=turn.seen,
            mark=self.clock.mark(turn.seen) if turn.seen else "",
        )
        with self.measures.commits.timed():
            await self.store.commit(fitting(change, lost=loaded.lost))
        self.looks.kept(arrival.who, looks)
        self.measures.refusals.update(Refusal(e.action) for e in turn.deeds if e.action in BY_DEED)
        if turn.seen:
            self.clock.take()
        if turn.seen or erases or any(isinstance(each, Reminder) for each in keeps):
            self.news()

    def _change(self, chat: int, loaded: Loaded, session: Session) -> Change:
        return Change(chat=chat, based_on=loaded.version, session=session, at=self.clock())

    async def _room(self, arrival: Arrival, heard: Heard) -> Room:
        """Who reads in the group that a plan is or may be followed in from this turn on."""
        group = group_concerned(arrival, heard, self.reader.team)
        return await self.room(group) if group and self.room else NOT_ASKED

    def context(
        self, arrival: Arrival, heard: Heard, session: Session, room: Room = NOT_ASKED
    ) -> Context:
        """What a turn may know, as it is read now."""
        plan, now = self.reader.plan(arrival, heard, session), self.clock()
        known = self.reader.known(arrival, heard, session, plan, now)
        return Context(
            guideline=self.guideline,
            now=now,
            sent=arrival.sent,
            arrived=arrival.arrived,
            zone=self.zone,
            zone_name=self.zone_name,
            who=arrival.who,
            region=self.region,
            fresh_label=self._fresh_label(heard),
            plan=plan,
            known=replace(known, room=room) if room != NOT_ASKED else known,
            lessons=self.lessons() if is_learning(heard) else (),
            learnt=self.trainees.load(arrival.chat) if asks_learnt(heard) else NOTHING_LEARNT,
            caption=self.pages.caption,
        )

    def _fresh_label(self, heard: Heard) -> str:
        if isinstance(heard, Typed) or (isinstance(heard, Pressed) and heard.label):
            return ""  # an answer, typed or pressed, never begins a draft
        while True:
            label = label_from([self.chance(LABEL_ALPHABET) for _ in range(LABEL_CHARACTERS)])
            if not self.store.given(label):
                return label

    def _render(
        self, arrival: Arrival, session: Session, replies: tuple[Reply, ...], zone: str = ""
    ) -> tuple[Page, ...]:
        seat = self._seat(arrival, session, zone)
        return tuple(page for reply in replies for page in self.pages.pages(reply, seat))

    def _seat(self, arrival: Arrival, session: Session, zone: str) -> Seat:
        return Seat(
            chat=arrival.chat,
            who=arrival.who if arrival.place is Place.PRIVATE else 0,
            prompt=session.prompt,
            pressed=arrival.pressed_message,
            now=self.clock(),
            zone=zone,
        )

    def _doubt(self) -> None:
        """The alarm looks at once if anything can be kept."""
        self.outages.doubted = True
        self.news()

    def _undone(self, arrival: Arrival, error: Exception) -> tuple[Page, ...]:
        """What is said of a turn that failed: where the store is away it is to be sent again."""
        if isinstance(error, Undecodable) or not isinstance(error, NotSaved | NotRead):
            log.error("turn failed", exc_info=error, extra={"update": arrival.update})
            return self._not_done(Refusal.BROKEN, arrival, _say("failed", arrival.update))
        says = "not_saved" if isinstance(error, NotSaved) else "not_read"
        log.error(says.replace("_", " "), exc_info=error)
        self._doubt()
        return self._not_done(Refusal.NOT_SAVED, arrival, _say(says))

    def _not_done(self, kind: Refusal, arrival: Arrival, reply: Reply) -> tuple[Page, ...]:
        self.measures.refusals[kind] += 1
        return self._plainly(arrival, reply)

    def _plainly(self, arrival: Arrival, reply: Reply) -> tuple[Page, ...]:
        return self._render(arrival, Session(), (reply,))


def _say(name: str, reference: int = 0) -> Say:
    return Say(says=f"say.{name}", values={"reference": str(reference)})
