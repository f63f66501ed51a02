"""The screens of a visit in the making: what is noted, what is asked for, what is unsure."""

from decimal import Decimal

from core.response.visit import ON_A_SCALE, Measure, Sign
from flows.plan.visit.measured import measured, results
from flows.talk.replies import Choice, Note, Sentence, Wording, Words
from flows.talk.screens import Block, Rows, button, in_rows, say
from flows.talk.typed.text import Unreadable
from flows.visit.groups import ANSWERS, GROUPS, PICKED, group_of
from flows.visit.noted import DAY, LIMIT, Noted
from flows.visit.place import Place
from flows.visit.reading.values import SCALED, Taken, ends

VERB = "value"
PICKS = tuple(Decimal(half) / 2 for half in range(21))  # of a scale from 0 to 10
PICKS_IN_A_ROW = 7
HOW = frozenset({"visit_unit", "visit_unit_needed", "visit_limit_unit", "visit_scale_needed"})
LEFT, PAGE = "pick.visit.leave_out", ""


def page(place: Place, noted: Noted, *, group: str = "", fault: Block = (), anew: bool) -> Note:
    """The page of keys, one of its groups, or what is asked for next."""
    body, rows = _shown(place, noted, group)
    record = place.admitted.record
    head = say("visit.head", strong=True, label=record.label, day=noted.visit.day)
    so_far = _so_far(noted)
    return Note(
        label=record.label,
        number=record.revision,
        blocks=tuple(block for block in ((head,), so_far, body, fault) if block),
        choices=rows,
        anew=anew,
    )


def unsure(place: Place, noted: Noted, taken: Taken, *, fault: Block = (), anew: bool) -> Note:
    """What was understood, and why it is asked about before it counts."""
    record = place.admitted.record
    read = tuple(map(measured, taken.findings))
    return Note(
        label=record.label,
        number=record.revision,
        blocks=(
            (say("visit.head", strong=True, label=record.label, day=noted.visit.day),),
            (
                say("visit.understood", strong=True, findings=read),
                *(
                    (say("visit.typed", text=taken.entered.replace("/", " per ")),)
                    if taken.entered
                    else ()
                ),
                *(say(f"visit.check.{each}") for each in taken.checks),
            ),
            *((fault,) if fault else ()),
        ),
        choices=(
            (button(f"{VERB}.yes", "pick.visit.yes"), button(f"{VERB}.no", "pick.visit.no")),
        ),
        anew=anew,
    )


def why(place: Place, fault: Unreadable, measure: Measure | None = None) -> Block:
    """Why what was typed is not taken, of which value where it was one of several, and how that
    is typed where its unit or scale is in question."""
    values: dict[str, Words] = {k: each for k, each in fault.values.items() if k != "name"}
    name = fault.values.get("name")
    of = name if isinstance(name, Measure) else measure
    said = Sentence(says=f"refused.{fault.reason}", values=values)
    if isinstance(name, Measure):
        said = say("visit.of", measure=name, why=Wording(said.says, values))
    how = fault.reason in HOW and of is not None
    return (said, say("visit.how", form=_form(place, of))) if how and of else (said,)


def _so_far(noted: Noted) -> Block:
    found = tuple(results(noted.visit))
    if not found:
        return ()
    return (say("visit.so_far", findings=found), say("visit.not_kept", strong=True))


def _shown(place: Place, noted: Noted, group: str) -> tuple[Block, Rows]:
    asks = noted.asks.partition(".")[0]
    if noted.measure is not None and asks != LIMIT:
        return _measure(place, noted, noted.measure)
    if noted.measure is not None:
        return _limit(noted.measure)
    if asks == DAY:
        return (say("visit.ask.day", first=place.first_day),), ((_back(PAGE),),)
    if group:
        return (say("visit.ask.group"),), _group(noted, group)
    return _page(place, noted)


def _page(place: Place, noted: Noted) -> tuple[Block, Rows]:
    """Everything that can be entered, and what is done with it."""
    groups = [button(f"{VERB}.in.{each}", f"pick.visit.group.{each}") for each in GROUPS]
    keep = button(f"{VERB}.keep", "pick.visit.keep")
    done = () if noted.is_empty else ((keep,),)
    day = button(f"{VERB}.day", "pick.visit.day")
    words = button("visit", "pick.visit.words")
    entries = (button(f"{VERB}.list", "pick.visit.list"),) if place.has_entries else ()
    rest = in_rows((day, *((words,) if noted.is_empty else ()), *entries, _leave(noted)))
    return (say("visit.ask.any"),), (*done, *in_rows(groups), *rest)


def _leave(noted: Noted) -> Choice:
    """Out of it: to the plan, or without keeping what was noted."""
    return button(f"{VERB}.drop", "pick.back" if noted.is_empty else "pick.visit.drop")


def _group(noted: Noted, group: str) -> Rows:
    if group == "signs":
        signs = noted.visit.signs
        keys = [
            button(
                f"{VERB}.sign.{each}",
                f"pick.found.{'marked' if each in (signs or ()) else 'sign'}.{each}",
            )
            for each in Sign
        ]
        none = button(f"{VERB}.sign.none", "pick.found.no_sign")
        return ((none,), *in_rows(keys), (_back(PAGE),))
    if group == "tests":
        keys = [
            button(f"{VERB}.test.{test}.{answer}", f"pick.visit.test.{test}.{answer}")
            for test, answer in ANSWERS
        ]
        return (*in_rows(keys), (_back(PAGE),))
    keys = [
        button(
            f"{VERB}.of.{each}",
            "pick.visit.entered" if noted.visit.found(each) else "pick.visit.measure",
            measure=each,
        )
        for each in GROUPS[group]
    ]
    return (*in_rows(keys), (_back(PAGE),))


def _back(to: str) -> Choice:
    return button(f"{VERB}.in.{to}" if to else VERB, "pick.back")


def _measure(place: Place, noted: Noted, measure: Measure) -> tuple[Block, Rows]:
    """What is asked of one measure, with its unit, and its scale or upper limit if known."""
    known = place.known(noted)
    asked = [say("visit.ask.measure", measure=measure, form=_form(place, measure))]
    if measure in known.limits:
        asked.append(say("visit.ask.known_limit", limit=known.limits[measure]))
    if measure in known.scales:
        asked.append(say("visit.ask.known_scale", scale=known.scales[measure]))
    left = button(f"{VERB}.out.{measure}", LEFT)
    rows = (*((left,) if noted.visit.found(measure) else ()), _back(group_of(measure)))
    return tuple(asked), (*_picks(measure), rows)


def _form(place: Place, measure: Measure) -> Wording:
    """How it is typed: its unit, or where its scale ends."""
    if measure not in SCALED:
        return Wording(f"visit.form.{measure}")
    scales = ends(place.context.guideline, measure)
    if measure in ON_A_SCALE:
        return Wording("visit.form.scale", {"scales": scales})
    return Wording("visit.form.up_to", {"end": scales[0]})


def _picks(measure: Measure) -> Rows:
    if measure not in PICKED:
        return ()
    keys = (
        button(f"{VERB}.is.{measure}.{_code(each)}", "pick.visit.number", number=each)
        for each in PICKS
    )
    return in_rows(keys, PICKS_IN_A_ROW)


def _code(value: Decimal) -> str:
    return f"{value:f}".replace(".", "_")


def _limit(measure: Measure) -> tuple[Block, Rows]:
    skip = button(f"{VERB}.unlimited", "pick.visit.unlimited")
    keep = button(f"{VERB}.keep", "pick.visit.keep")
    return (say("visit.ask.limit", measure=measure),), ((skip, keep),)
