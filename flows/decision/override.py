"""An override is recorded: its reason, its conditions read back, and once more pressed."""

from dataclasses import replace

from flows.plan.overrides import (
    BACK,
    PRESS,
    REASONS,
    Override,
    asked_why,
    code,
    missing,
    waits,
)
from flows.reminder.press.check import Admitted, admit
from flows.talk.replies import Quoted, Sentence, Wording, Words
from flows.talk.rights import Action
from flows.talk.screens import button, say, screen, toast
from flows.talk.turn import Context, Deed, Pressed, Session, Turn

YES = "y"


def override(session: Session, heard: Pressed, context: Context) -> Turn:
    """Its reasons, what it rests on, or that it is recorded."""
    admitted = admit(session, heard, context, Action.DECIDE, "")
    if isinstance(admitted, Turn):
        return admitted
    _, name, reason, sure = (*heard.press.split("."), "", "", "")[:4]
    which = next((each for each in Override if each == name), None)
    record, plan = admitted.record, admitted.live.plan
    if which is None or not waits(plan, record, which):
        return toast(session, "not_now")
    if lacks := missing(admitted.live, which):
        return _lacking(session, admitted, which, lacks)
    if reason not in REASONS[which]:
        note = replace(asked_why(record, which), anew=False)
        return Turn(session=session, replies=(note,))
    if sure == YES:
        return _recorded(session, admitted, which, reason)
    return _seen_first(session, admitted, which, reason)


def _lacking(
    session: Session, admitted: Admitted, which: Override, lacks: tuple[str, ...]
) -> Turn:
    """What has to be answered first, or forbids it."""
    keys = tuple(Wording(f"keys.{each}") for each in lacks)
    return screen(
        session,
        (say("override.lacks", what=Wording(f"override.what.{which}"), keys=keys),),
        rows=BACK,
        label=admitted.record.label,
        number=admitted.record.revision,
    )


def _seen_first(session: Session, admitted: Admitted, which: Override, reason: str) -> Turn:
    record, rule = admitted.record, admitted.live.guideline.prevention.pneumocystis
    values: dict[str, Words] = {
        "label": record.label,
        "reason": Wording(f"override.reason.{reason}"),
        "egfr": rule.override_egfr.value,
        "statement": Quoted(rule.override.statement),
    }
    return screen(
        session,
        (
            Sentence(says=f"override.check.{which}", values=values),
            say("decision.check"),
        ),
        rows=((button(f"{PRESS}.{which}.{reason}.{YES}", "override.confirm"),), *BACK),
        label=record.label,
        number=record.revision,
    )


def _recorded(session: Session, admitted: Admitted, which: Override, reason: str) -> Turn:
    """It stands with the plan; no dose and no date has changed, so neither has the revision."""
    record = admitted.record
    kept = replace(
        record, confirmed=(*record.confirmed, code(which, reason)), serial=record.serial + 1
    )
    turn = screen(
        session,
        (
            say(
                "override.recorded",
                what=Wording(f"override.what.{which}"),
                reason=Wording(f"override.reason.{reason}"),
            ),
        ),
        rows=BACK,
        label=record.label,
        number=record.revision,
    )
    deed = Deed(action="override", label=record.label, reason=f"{which}_{reason}")
    return replace(turn, keeps=(kept,), deeds=(deed,))
