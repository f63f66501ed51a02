"""A kept plan as pages: its card, its sections with their reasons, its papers to ask for."""

from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from bot.page import Button, Page, Placed
from bot.page.card import card, void
from bot.page.parts import FOLDED, SCREEN, parts
from bot.page.reasons import origin, reasons
from bot.page.seal import seal
from bot.page.sections import blocks, stands
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
from flows.talk.records import PlanRecord
from flows.talk.replies import PaperMenu, ShowPlan, Words
from flows.talk.rights import had_a_hand

SECTION_ROWS = (
    (Section.SCHEDULE, Section.AGENT, Section.SEVERE),
    (Section.PREVENTION, Section.MONITORING, Section.TABLETS),
)
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
            return placed(card(view), edits, self._card_buttons(view, record, seat))
        texts = self.screens(view, reply)
        part = min(reply.part, len(texts) - 1)
        buttons = self._section_buttons(reply, part, len(texts), seat)
        first = self._answering(view, reply, seat) + self._overriding(view, reply, seat)
        return placed(texts[part], edits, first + buttons)

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
        rows = [
            [(f"show.{section}", f"button.{section}") for section in row if stands(view, section)]
            for row in SECTION_ROWS
        ]
        papers = [("papers", "button.papers")] if record.revision and offered(view) else []
        last = [("why.card", "button.why"), *papers]
        later = view.kept is not None and view.kept.offered and record.live
        carry = [[("carry", "button.carry")]] if later else []
        follows = _follows(record)
        checks = [[("check", "reminder.button.check")]] if _is_to_check(seat, record) else []
        keys = [*checks, *rows, last, *(carry if follows else []), *follows]
        return self._rows(keys, record, seat)

    def _current(self, reply: ShowPlan, seat: Seat) -> ButtonRows:
        """From a revision that is void to the one in force."""
        current = replace(reply.record, revision=reply.replaced_by)
        return self._rows([[("show", "button.current")]], current, seat)

    def _answering(self, view: View, reply: ShowPlan, seat: Seat) -> ButtonRows:
        """Under the agent the way to answer what it waits for, and to decide about a drug."""
        if reply.section is not Section.AGENT or reply.why or view.plan.provisional:
            return ()
        waits = [[("answer", "button.answer")]] if waited_for(view.plan) else []
        decides = [[("drugs", "button.drugs")]] if _follows(reply.record) else []
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


def _is_to_check(seat: Seat, record: PlanRecord) -> bool:
    """Whether the plan waits for somebody who has no part in it, as whoever reads has none."""
    waits = not (record.live or record.provisional or record.closed_at)
    return waits and bool(record.revision) and not had_a_hand(seat.who, record)


def _follows(record: PlanRecord) -> list[list[tuple[str, str]]]:
    """What can be done with a plan that is followed; who may is judged at the press."""
    if record.provisional or record.closed_at is not None:
        return []
    return [
        [("decide", "button.decide"), ("anew", "button.anew")],
        [("share", "button.share"), ("hand", "button.hand"), ("close", "button.close")],
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
