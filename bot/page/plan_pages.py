"""A kept plan as pages: its card, its sections with their reasons, its papers to ask for."""

from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from bot.page import Button, Page, Placed
from bot.page.card import card, void, whole
from bot.page.first_screens import prevention
from bot.page.parts import FOLDED, SCREEN, parts
from bot.page.reasons import origin, reasons
from bot.page.seal import seal
from bot.page.sections import blocks, stands
from bot.page.standing import decided, edition
from bot.page.topics import TOPICS, by_topic, topic
from bot.page.view import View
from bot.page.write import Writer, bold, escape, moment
from bot.papers import offered
from bot.words import Catalogue
from core.edition.kept_plan import as_it_stands
from core.evidence import Section
from core.guideline.schema import Guideline
from flows.intake.details import waited_for
from flows.plan.live import soonest
from flows.plan.overrides import PRESS, Override, waits
from flows.plan.sections import CARD, MORE
from flows.talk.records import PlanRecord
from flows.talk.replies import PaperMenu, ShowPlan, Words
from flows.talk.rights import had_a_hand

UNDER_MORE = (Section.SEVERE, Section.MONITORING, Section.TABLETS)
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
        if reply.section is None and not reply.why:
            if reply.replaced_by:
                return placed(void(view, reply.replaced_by), edits, self._current(reply, seat))
            if reply.topic == MORE:
                return placed(_more(view), edits, self._more_buttons(view, record, seat))
            return placed(card(view), edits, self._card_buttons(view, record, seat))
        if reply.section in TOPICS and not reply.why:
            return self._opened(view, reply, edits, seat)
        texts = self.screens(view, reply)
        part = min(reply.part, len(texts) - 1)
        buttons = self._section_buttons(reply, part, len(texts), seat)
        first = self._answering(view, reply, seat) + self._overriding(view, reply, seat)
        return placed(texts[part], edits, first + buttons)

    def _opened(self, view: View, reply: ShowPlan, edits: int | None, seat: Seat) -> Page:
        """What is to be done first, with a key for each topic; or one of them."""
        section, record = reply.section or Section.START, reply.record
        names = list(by_topic(view, section))
        if reply.topic in names:
            text = "\n".join(topic(view, section, reply.topic))
            keys = [(f"show.{section}", f"section.{section}"), ("show", "button.card")]
            return placed(text, edits, self._rows([keys], record, seat))
        keys = [(f"show.{section}.{each}", f"topic.{section}.{each}") for each in names]
        keys.append((f"why.{section}", "button.sources"))
        rows = [keys[place : place + 3] for place in range(0, len(keys), 3)]
        buttons = self._rows([*rows, [("show", "button.card")]], record, seat)
        return placed(prevention(view), edits, self._overriding(view, reply, seat) + buttons)

    def screens(self, view: View, reply: ShowPlan) -> tuple[str, ...]:
        """Every part of the section, or of the reasons, that the reply opens."""
        texts = parts(self._blocks(view, reply), FOLDED if reply.why else SCREEN)
        return tuple(_numbered(view, texts, part) for part in range(len(texts)))

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
        )

    def seen(self, record: PlanRecord, seat: Seat) -> View:
        """The plan as it stands for whoever sits there."""
        return self.view(record, self._local(seat), seat.zone or self.zone_name)

    def papers(self, reply: PaperMenu, seat: Seat) -> Page:
        """The papers that this plan has, two to a row, and the way back."""
        record = reply.record
        view = self.seen(record, seat)
        kinds = offered(view)
        says: dict[str, Words] = {"label": record.label, "revision": record.revision}
        writer = Writer(self.words, self.region)
        text = bold(escape(writer.say("paper.menu.head", says)))
        note = "paper.menu.note" if kinds else "paper.menu.none"
        keys = [(f"paper.{kind}", f"paper.menu.{kind}") for kind in kinds]
        rows = [keys[place : place + 2] for place in range(0, len(keys), 2)]
        buttons = self._rows([*rows, [("show", "button.card")]], record, seat)
        return placed(f"{text}\n{escape(self.words[note])}", seat.pressed, buttons)

    def _blocks(self, view: View, reply: ShowPlan) -> list[str]:
        if reply.section is Section.START and not reply.why:
            return [whole(view)]
        if reply.section and not reply.why:
            return blocks(view, reply.section)
        if reply.section:
            return reasons(view, reply.section)
        made = moment(reply.record.made_at, self.zone, self.zone_name)
        return [
            *origin(view, reply.record, made=made, version=self.version),
            *reasons(view, None),
        ]

    def _local(self, seat: Seat) -> datetime | None:
        """The time where the plan is followed."""
        zone = ZoneInfo(seat.zone) if seat.zone else self.zone
        return seat.now.astimezone(zone) if seat.now else None

    def _card_buttons(self, view: View, record: PlanRecord, seat: Seat) -> ButtonRows:
        """Six at most: what is decided and read daily; the rest is under More."""
        papers = [("papers", "button.papers")] if record.revision and offered(view) else []
        more = (f"show.{CARD}.{MORE}", "button.more")
        first = [*_deciding(seat, record), *_opening(view, Section.SCHEDULE, Section.AGENT)]
        second = [*_opening(view, Section.PREVENTION), *papers, more]
        return self._rows([first, second], record, seat)

    def _more_buttons(self, view: View, record: PlanRecord, seat: Seat) -> ButtonRows:
        """What the card has no room for, what can be done with the plan, and the way back."""
        start = [(f"show.{Section.START}", f"button.{_stage(view)}"), ("why.card", "button.why")]
        later = view.kept is not None and view.kept.offered and record.live
        follows = _follows(record)
        carry = [[("carry", "button.carry")]] if later and follows else []
        back = [[("show", "button.card")]]
        opening = [*_opening(view, *UNDER_MORE)]
        return self._rows([start, opening, *carry, *follows, *back], record, seat)

    def _current(self, reply: ShowPlan, seat: Seat) -> ButtonRows:
        """From a revision that is void to the one in force."""
        current = replace(reply.record, revision=reply.replaced_by)
        return self._rows([[("show", "button.current")]], current, seat)

    def _answering(self, view: View, reply: ShowPlan, seat: Seat) -> ButtonRows:
        """Under the agent the way to answer what it waits for, and to decide about a drug."""
        if reply.section is not Section.AGENT or reply.why or view.plan.provisional:
            return ()
        waits = [[("answer", "button.answer")]] if waited_for(view.plan) else []
        decides = [[("drugs", "button.drugs")]] if _is_followed(reply.record) else []
        return self._rows([*waits, *decides], reply.record, seat)

    def _overriding(self, view: View, reply: ShowPlan, seat: Seat) -> ButtonRows:
        """The way to record what only an override allows, under the prevention."""
        record, which = reply.record, Override.TMP_SMX
        here = reply.section is Section.PREVENTION and not reply.why and bool(record.revision)
        if not here or record.closed_at or not waits(view.plan, record, which):
            return ()
        return self._rows([[(f"{PRESS}.{which}", "button.override")]], record, seat)

    def _section_buttons(self, reply: ShowPlan, part: int, count: int, seat: Seat) -> ButtonRows:
        verb = "why" if reply.why else "show"
        here = f"{verb}.{reply.section or 'card'}"
        turn = [(f"{here}.{part - 1}", "button.previous")] if part else []
        turn += [(f"{here}.{part + 1}", "button.next")] if part + 1 < count else []
        why = [] if reply.why else [(f"why.{reply.section}", "button.why")]
        back = (
            [(f"show.{reply.section}", f"button.{reply.section}")]
            if reply.why and reply.section
            else []
        )
        return self._rows([turn, [*why, *back, ("show", "button.card")]], reply.record, seat)

    def _rows(
        self, rows: list[list[tuple[str, str]]], record: PlanRecord, seat: Seat
    ) -> ButtonRows:
        return tuple(
            tuple(
                Button(
                    text=self.words[says],
                    data=self.sealed(seat, record.label, record.revision, press),
                )
                for press, says in row
            )
            for row in rows
            if row
        )

    def sealed(self, seat: Seat, label: str, number: int, press: str) -> str:
        return seal(self.key, seat.chat, seat.who, label=label, number=number, press=press)


def _opening(view: View, *sections: Section) -> list[tuple[str, str]]:
    """The keys of the sections that have something to show."""
    return [(f"show.{each}", f"button.{each}") for each in sections if stands(view, each)]


def _stage(view: View) -> str:
    """How the whole of the card is called: before the first dose, and after it."""
    return "standing" if view.begun else "start"


def _more(view: View) -> str:
    said = [*decided(view), *edition(view)]
    return "\n\n".join([f"{view.head}\n{view.say('card.more')}", *said])


def _is_followed(record: PlanRecord) -> bool:
    return not record.provisional and record.closed_at is None


def _deciding(seat: Seat, record: PlanRecord) -> list[tuple[str, str]]:
    """The check of a plan that waits for it; else what is decided about one that is followed."""
    if _is_to_check(seat, record):
        return [("check", "reminder.button.check")]
    return [("decide", "button.decide")] if _is_followed(record) else []


def _is_to_check(seat: Seat, record: PlanRecord) -> bool:
    """Whether the plan waits for somebody who has no part in it, as whoever reads has none."""
    waits = not (record.live or record.provisional or record.closed_at)
    return waits and bool(record.revision) and not had_a_hand(seat.who, record)


def _follows(record: PlanRecord) -> list[list[tuple[str, str]]]:
    """What can be done with a plan that is followed; who may is judged at the press."""
    if not _is_followed(record):
        return []
    return [
        [("share", "button.share"), ("hand", "button.hand")],
        [("anew", "button.anew"), ("close", "button.close")],
    ]


def _numbered(view: View, texts: tuple[str, ...], part: int) -> str:
    """One part, headed by the plan's label and its place; the last one says so."""
    if len(texts) == 1:
        return texts[0]
    place = view.say("part.of", part=part + 1, count=len(texts))
    head = f"{view.head}\n{place}\n\n" if part else ""
    foot = f"\n\n{view.say('part.end')}" if part + 1 == len(texts) else f"\n\n{place}"
    return f"{head}{texts[part].lstrip()}{foot}"


def placed(
    text: str,
    edits: int | None,
    buttons: ButtonRows = (),
    *,
    prompt: bool = False,
) -> Page:
    place = Placed.NEW if edits is None else Placed.EDIT
    return Page(text=text, place=place, buttons=buttons, edits=edits, prompt=prompt)
