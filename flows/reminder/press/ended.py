"""What is said to a press under a reminder that is over: who ended it, and how; never that
something was done which nobody did."""

from collections.abc import Mapping
from types import MappingProxyType

from core.course.decisions import Decision, Move
from flows.plan.standing import standing
from flows.talk.records import Intake, PlanRecord, Reminder, Stage
from flows.talk.replies import Moment, Toast, Words

SHORT = 24  # characters of a name, in a toast, which holds 200
DECIDES: Mapping[str, Move] = MappingProxyType(
    {
        "step": Move.STEP,
        "hold": Move.HOLD,
        "flare": Move.FLARE,
        "begin": Move.BEGIN,
        "since": Move.BEGIN,
        "spec": Move.BEGIN,
        "rise": Move.RISE,
        "stay": Move.STAY,
        "halt": Move.SUSPEND,
        "retake": Move.RESUME,
        "end": Move.END,
    }
)  # by the first word of a press
SAYS: Mapping[str, Intake] = MappingProxyType(
    {
        "taken": Intake.TAKEN,
        "took": Intake.LATE,
        "late": Intake.LATE,
        "missed": Intake.MISSED,
        "not_this": Intake.WITHHELD,
    }
)


def ended(reminder: Reminder, record: PlanRecord, verb: str) -> Toast:
    """Who ended it and when; where this press would have said something else, how it was ended."""
    if reminder.at is None or not reminder.by or reminder.stage is Stage.WITHDRAWN:
        return Toast(says="toast.over")
    values: dict[str, Words] = {
        "name": reminder.name[:SHORT],
        "moment": Moment(reminder.at, reminder.zone),
    }
    if reminder.intake is not None and SAYS.get(verb, reminder.intake) is not reminder.intake:
        return Toast(says="toast.answered_otherwise", values={**values, "intake": reminder.intake})
    if reminder.stage is not Stage.ANSWERED:
        return Toast(says="toast.already_done", values=values)
    return _decided([e.decision for e in standing(record) if e.at == reminder.at], verb, values)


def _decided(decisions: list[Decision], verb: str, values: dict[str, Words]) -> Toast:
    if not decisions:
        return Toast(says="toast.answered_since", values=values)
    last = decisions[-1]
    if DECIDES.get(verb) is last.move:
        return Toast(says="toast.already_done", values=values)
    if last.drug is None:
        return Toast(says="toast.decided_otherwise", values={**values, "move": last.move})
    return Toast(
        says="toast.decided_of_a_drug", values={**values, "drug": last.drug, "move": last.move}
    )
