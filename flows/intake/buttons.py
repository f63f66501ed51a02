"""The buttons of every prompt, row by row; a button is there only where it leads somewhere."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from core.patient import Antibody, Immunosuppressant, Subtype, Tail
from flows.intake.answers import asked_key
from flows.intake.consistency import suggested_days
from flows.intake.details import AFFIRMED, GROUPS, WAITED_FOR, may_recover
from flows.intake.reading import choices
from flows.intake.reading.numbers import limits
from flows.intake.reading.readers import NONE, pressed_as
from flows.intake.reading.taken import Check
from flows.intake.review import agent_begins
from flows.intake.review.buttons import leads, review
from flows.intake.subject import URGENT, Subject, page
from flows.intake.table import QUESTIONS, SETTINGS, toggled, what_the_agent_waits_for
from flows.talk.records import Answer
from flows.talk.replies import Choice
from flows.talk.screens import Rows, button, in_rows

SHORT_IN_A_ROW = 3


def buttons(subject: Subject, *, why: bool) -> Rows:
    """The buttons of the open prompt; Why is left out where the reason is shown."""
    state = subject.draft.state
    own = OWN[state](subject) if state in OWN else _answers(subject)
    keep = ((button("keep", "choice.keep"),),) if leads("keep", subject) else ()
    foot = (
        *([] if why else [button("why", "choice.why")]),
        *([button("back", f"choice.{_back(subject)}")] if leads("back", subject) else []),
        button("cancel", "choice.cancel"),
    )
    return (*own, *keep, foot)


def by_a_press_only(subject: Subject, press: str) -> bool:
    """Whether words are not enough: they make nothing, and take nothing back that is ticked."""
    verb, _, value = press.partition(".")
    if verb != "toggle":
        return verb == "make"
    key = asked_key(subject)
    found = subject.answers.get("antibodies")
    ticked = value in found if isinstance(found, list) else subject.answers.get(value) is True
    return ticked or key == "immunosuppressants"


def _back(subject: Subject) -> str:
    """What the button back says: the page of what is open is left when it is done."""
    state = subject.draft.state
    done = state == "group" and what_the_agent_waits_for(subject)
    if done or (state == "detail" and toggled(subject)):
        return "done"
    return BACK.get(subject.draft.state, "back")


def _answers(subject: Subject) -> Rows:
    """A button for each answer of a list; none where the answer is typed."""
    key = asked_key(subject)
    if key is None or not choices.is_closed(key):
        return ()
    return tuple(tuple(_answer(key, value) for value in row) for row in choices.rows(key))


def _answer(key: str, value: Answer) -> Choice:
    word = pressed_as(value)
    says = f"choice.{word}" if isinstance(value, bool) else f"choice.{key}.{word}"
    return button(f"set.{word}", says)


def _detail(subject: Subject) -> Rows:
    key = asked_key(subject)
    clear = ((button("clear", "choice.clear"),),) if key in subject.answers else ()
    if key is not None and key in NONE:
        none = (
            ((button("set.none", f"choice.none_of.{key}"),),) if key not in subject.answers else ()
        )
        return (*none, *_toggles(subject, key), *clear)
    if key != "pulse_days":
        return (*_answers(subject), *clear)
    low, high = limits(key, subject)
    days = (button(f"set.{n}", "choice.number", number=n) for n in range(int(low), int(high) + 1))
    return (*in_rows(days, SHORT_IN_A_ROW), *clear)


def _toggles(subject: Subject, key: str) -> Rows:
    """A button for each thing of the page, with the state that it has now."""
    given = subject.answers.get(key)
    if key == "antibodies":
        found = given if isinstance(given, list) else []
        return in_rows(
            button(f"toggle.{each}", f"choice.{'found' if each in found else 'thing'}", thing=each)
            for each in Antibody
        )
    if key != "immunosuppressants":
        return ()
    tried = given if isinstance(given, dict) else {}
    return tuple(
        (button(f"toggle.{each}", f"choice.{tried.get(each, 'thing')}", thing=each),)
        for each in Immunosuppressant
    )


def _earlier(_subject: Subject) -> Rows:
    return (
        (button("set.none", "choice.none_of.earlier_steroid"),),
        (button("set.unknown", "choice.not_known"),),
    )


def _use(_subject: Subject) -> Rows:
    return ((button("use", "choice.use"),),)


def _weight_check(subject: Subject) -> Rows:
    held = subject.draft.held
    use = button("use", "choice.use_kg", weight=Decimal(str(held["answer"])))
    if held["check"] != Check.POUNDS:
        return ((use,),)
    in_pounds = Decimal(str(held["in_pounds_kg"]))
    return ((use, button("use.pounds", "choice.use_kg", weight=in_pounds)),)


def _start_dose(subject: Subject) -> Rows:
    plan = subject.plan
    options = sorted({option.mg for option in plan.start.options}) if plan and plan.start else []
    doses = (button(f"set.{mg}", "choice.mg", mg=mg) for mg in options)
    return in_rows(doses, SHORT_IN_A_ROW)


def _start_dose_check(subject: Subject) -> Rows:
    return ((button("use", "choice.use_mg", mg=Decimal(str(subject.draft.held["answer"]))),),)


def _first_step(subject: Subject) -> Rows:
    weeks = subject.guideline.taper.hold.weeks.value
    return in_rows((button(f"set.{n}", "choice.weeks", weeks=n) for n in weeks), SHORT_IN_A_ROW)


def _tail(subject: Subject) -> Rows:
    """The endings by their step and the weeks between steps."""
    taper = subject.guideline.taper
    (plain_step, _), (slow_step, _) = taper.fine.value, taper.tail.slow_step.value
    slow = (
        (Tail.SLOW2W, slow_step, taper.tail.slow2w),
        (Tail.SLOW4W, slow_step, taper.tail.slow4w),
    )
    standard = (Tail.STANDARD, plain_step, taper.tail.standard)
    necrotizing = subject.subtype is Subtype.NECROTIZING  # which relapses often on the taper
    endings = (*slow, standard) if necrotizing else (standard, *slow)
    return tuple(
        (button(f"set.{tail}", "choice.tail", step=step, weeks=weeks.value),)
        for tail, step, weeks in endings
    )


def _first_day(subject: Subject) -> Rows:
    days = suggested_days(subject)
    return tuple((button(f"set.{day.isoformat()}", "choice.day", day=day),) for day in days)


def _first_day_check(subject: Subject) -> Rows:
    held = subject.draft.held
    day = date.fromisoformat(str(held["answer"]))
    return ((button("use", f"choice.use_day_{held['check']}", day=day),),)


def _age_check(subject: Subject) -> Rows:
    age = int(str(subject.answers["age"]))
    return (
        *(((button("use", "choice.age_is_right", age=age),),) if subject.begins else ()),
        (
            button("clear", "choice.age_unknown"),
            *((button("open.subtype", "choice.change_subtype"),) if subject.begins else ()),
        ),
    )


NAMED_AS = {"signs": "choice.signs", "details": "choice.other_answers"}  # on the way of a change


def _change(subject: Subject) -> Rows:
    open_ = (
        button(f"open.{each}", NAMED_AS.get(each, f"choice.open.{each}"))
        for each in (*QUESTIONS, *NAMED_AS)
        if leads(f"open_{each}", subject)
    )
    over = may_recover(subject.answers) if leads("recovered", subject) else ()
    return (
        *((button(f"recovered.{each}", f"choice.recovered.{each}"),) for each in over),
        *in_rows((*open_, *settings(subject))),
    )


def settings(subject: Subject) -> tuple[Choice, ...]:
    """What is chosen for the plan, where it can be; its words lead there from the review too."""
    return tuple(
        button(f"open.{each}", f"choice.open.{each}")
        for each, _ in SETTINGS
        if leads(f"open_{each}", subject)
    )


def _signs(subject: Subject) -> Rows:
    return tuple(
        (button(f"toggle.{sign}", f"choice.{_presence(sign, subject)}.{sign}"),) for sign in URGENT
    )


def _presence(sign: str, subject: Subject) -> str:
    return "sign_present" if subject.answers.get(sign) is True else "sign"


def _details(subject: Subject) -> Rows:
    waiting = (
        ((button(f"group.{WAITED_FOR}", f"choice.group.{WAITED_FOR}"),),)
        if page(subject, WAITED_FOR)
        else ()
    )
    return (
        *waiting,
        *in_rows(button(f"group.{group}", f"choice.group.{group}") for group in GROUPS),
    )


def _group(subject: Subject) -> Rows:
    """A button for each key; where the agent waits, yes-or-no ones are toggled and affirmed."""
    keys = page(subject, str(subject.draft.held["group"]))
    if not what_the_agent_waits_for(subject):
        return in_rows(button(f"key.{key}", f"choice.key.{key}") for key in keys)
    asked = (key for key in keys if key not in AFFIRMED)
    present = [key for key in keys if subject.answers.get(key) is True]
    return (
        *in_rows(button(f"key.{key}", f"choice.key.{key}") for key in asked),
        *in_rows(
            button(f"toggle.{key}", f"choice.{'present' if key in present else 'condition'}.{key}")
            for key in keys
            if key in AFFIRMED
        ),
        *(((button("affirm", "choice.affirm"),),) if leads("affirm", subject) else ()),
        *(
            ((button("never", "choice.none_of.immunosuppressants"),),)
            if leads("never", subject)
            else ()
        ),
    )


BACK: Mapping[str, str] = MappingProxyType(
    {
        "weight_check": "again",
        "height_check": "again",
        "start_dose_check": "again",
        "first_day_check": "again",
        "earlier_check": "again",
        "detail_check": "again",
        "signs": "done",
        "details": "done",
    }
)
OWN: Mapping[str, Callable[[Subject], Rows]] = MappingProxyType(
    {
        "weight_check": _weight_check,
        "start_dose": _start_dose,
        "start_dose_check": _start_dose_check,
        "first_step": _first_step,
        "tail": _tail,
        "first_day": _first_day,
        "first_day_check": _first_day_check,
        "earlier": _earlier,
        "height_check": _use,
        "earlier_check": _use,
        "detail_check": _use,
        "agent": agent_begins.rows,
        "age_check": _age_check,
        "change": _change,
        "signs": _signs,
        "details": _details,
        "group": _group,
        "detail": _detail,
        "review": review,
    }
)
