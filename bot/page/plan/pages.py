"""A kept plan as pages: its card, its sections with their reasons, its papers to ask for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from bot.page import Button, Page, Placed
from bot.page.keys import Row, Screen, laid_out
from bot.page.plan import doses, opened
from bot.page.plan.card import card, void
from bot.page.plan.card_keys import is_followed, more_rows, rows_of_card
from bot.page.plan.reasons import origin
from bot.page.plan.standing import decided, edition
from bot.page.plan.view import View
from bot.page.seal import seal
from bot.page.write import Writer, bold, moment
from bot.papers import offered
from bot.words import Catalogue
from core.edition.kept_plan import as_it_stands
from core.evidence import Section
from core.guideline.schema import Guideline
from flows.intake.details import waited_for
from flows.plan.live import soonest
from flows.plan.overrides import PRESS, Override, waits
from flows.plan.sections import BELOW, ENTERED, MORE
from flows.talk.records import PlanRecord
from flows.talk.replies import Choice, PaperMenu, ShowPlan

ButtonRows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Whose screen it is: the chat, the user that buttons are sealed for, and its messages.

    In a group buttons are sealed for nobody (0): whoever presses one is judged at the press.
    """

    chat: int
    who: int
    prompt: int | None = None  # the message that shows the open prompt
    pressed: int | None = None  # the message whose button was pressed
    now: datetime | None = None  # aware; without it a plan is shown as it was planned
    zone: str = ""  # IANA name of the zone that the plan is followed in


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPages:
    """Turns what is asked of a plan into pages, in one language, for one installation."""

    words: Catalogue
    guideline: Guideline
    key: bytes
    region: str
    zone: tzinfo
    zone_name: str
    version: str

    def plan(self, reply: ShowPlan, seat: Seat) -> Page:
        edits = None if reply.anew else seat.pressed
        record = reply.record
        view = self.seen(record, seat)
        if reply.replaced_by:
            current = replace(record, revision=reply.replaced_by)
            back = ((Choice(press="show", says="button.current"),),)
            text = void(view, reply.replaced_by)
            return placed(text, edits, self._rows(back, view.writer, current, seat))
        screen = self._screen(view, reply, seat)
        return placed(screen.text, edits, self._rows(screen.rows, view.writer, record, seat))

    def _screen(self, view: View, reply: ShowPlan, seat: Seat) -> Screen:
        """The card, or what is behind a key: a section, a topic of it, its sources, or why one
        line is so."""
        if reply.section is None and not reply.why:
            if reply.topic == MORE:
                return Screen(text=_more(view), rows=more_rows(view, reply.record, seat.who))
            return Screen(text=card(view), rows=rows_of_card(view, reply.record, seat.who))
        if reply.section is None:
            if reply.topic == ENTERED:
                made = moment(reply.record.made_at, self.zone, self.zone_name)
                text = origin(view, reply.record, made=made, version=self.version)
                return opened.entered(text)
            return opened.of_the_card(view, doses.in_force(view))
        if reply.line:
            return opened.line(view, reply.section, reply.topic, reply.line)
        if reply.why:
            return opened.sources(view, reply.section, reply.topic)
        if reply.topic:
            return opened.topic(view, reply.section, reply.topic)
        screen = opened.section(view, reply.section)
        first = (*_answering(view, reply), *_overriding(view, reply))
        return replace(screen, rows=(*first, *screen.rows))

    def view(self, record: PlanRecord, local: datetime | None = None, zone: str = "UTC") -> View:
        """The plan as it stands at this local time."""
        today = local.date() if local else None
        kept = as_it_stands(
            self.guideline,
            record.answers,
            record.shown,
            not_before=soonest(local) if local else None,
            today=today,
            tested=record.tested,
            draft=record.provisional,
        )
        return View(
            writer=Writer(self.words, kept.plan.case.region),
            guideline=kept.rules,
            plan=kept.plan,
            kept=kept,
            record=record,
            today=today,
            zone=zone,
            now=local,
        )

    def seen(self, record: PlanRecord, seat: Seat) -> View:
        """The plan as it stands for whoever sits there."""
        return self.view(record, self._local(seat), seat.zone or self.zone_name)

    def papers(self, reply: PaperMenu, seat: Seat) -> Page:
        """The papers that this plan has, counted in these tablets, and the way back."""
        record = reply.record
        view = self.seen(record, seat)
        kinds = offered(view)
        head = bold(view.say("paper.menu.head", label=record.label, revision=record.revision))
        note = view.say("paper.menu.note" if kinds else "paper.menu.none")
        if reply.stock:
            note += "\n" + view.say("paper.menu.from_stock")
        stock = f".{reply.stock}" if reply.stock else ""
        keys = [Choice(press=f"paper.{kind}{stock}", says=f"paper.menu.{kind}") for kind in kinds]
        if kinds and view.plan.periods:
            keys.append(Choice(press=f"stock{stock}", says="paper.menu.stock"))
        rows = (*laid_out(view.writer, keys), (opened.TO_THE_CARD,))
        return placed(f"{head}\n{note}", seat.pressed, self._rows(rows, view.writer, record, seat))

    def to_the_card(self, view: View, seat: Seat, *beside: Choice) -> ButtonRows:
        """The key to the card under what cannot be replaced by it, below what else stands."""
        record = view.record
        if record is None:
            return ()
        below = Choice(press=BELOW, says="button.card")
        return self._rows((beside, (below,)), view.writer, record, seat)

    def _local(self, seat: Seat) -> datetime | None:
        """The time where the plan is followed."""
        zone = ZoneInfo(seat.zone) if seat.zone else self.zone
        return seat.now.astimezone(zone) if seat.now else None

    def _rows(
        self, rows: Iterable[Row], writer: Writer, record: PlanRecord, seat: Seat
    ) -> ButtonRows:
        return tuple(
            tuple(self.button(key, writer, record.label, record.revision, seat) for key in row)
            for row in rows
            if row
        )

    def button(
        self, choice: Choice, writer: Writer, label: str, number: int, seat: Seat
    ) -> Button:
        """Sealed for this label and number where the choice names no others."""
        label = label if choice.label is None else choice.label
        number = number if choice.number is None else choice.number
        text = writer.say(choice.says, choice.values)
        return Button(text=text, data=self.sealed(seat, label, number, choice.press))

    def sealed(self, seat: Seat, label: str, number: int, press: str) -> str:
        return seal(self.key, seat.chat, seat.who, label=label, number=number, press=press)


def _more(view: View) -> str:
    said = [*decided(view), *edition(view)]
    return "\n\n".join([f"{view.head}\n{view.say('card.more')}", *said])


def _answering(view: View, reply: ShowPlan) -> Iterator[Row]:
    """Under the medicines the way to answer what the agent waits for, and to decide about one."""
    if reply.section is not Section.AGENT or view.plan.provisional:
        return
    if waited_for(view.plan):
        yield (Choice(press="answer", says="button.answer"),)
    if is_followed(reply.record):
        yield (Choice(press="drugs", says="button.drugs"),)


def _overriding(view: View, reply: ShowPlan) -> Iterator[Row]:
    """Under the prevention the way to record what only an override allows."""
    record, which = reply.record, Override.TMP_SMX
    here = reply.section is Section.PREVENTION and bool(record.revision)
    if here and not record.closed_at and waits(view.plan, record, which):
        yield (Choice(press=f"{PRESS}.{which}", says="button.override"),)


def placed(
    text: str,
    edits: int | None,
    buttons: ButtonRows = (),
    *,
    prompt: bool = False,
) -> Page:
    place = Placed.NEW if edits is None else Placed.EDIT
    return Page(text=text, place=place, buttons=buttons, edits=edits, prompt=prompt)
