"""The screens of a decision about a drug: what is asked, affirmed and shown before it is taken."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from core.amounts import A_DAY, WEEKDAYS
from core.course.decisions import Drug, Reason
from core.course.regimen.against import Against, about
from core.course.regimen.amounts import Refusal, limits
from core.course.regimen.refusals import never_resumed
from flows.decision.button_code import NOT_ASKED, Wish, day_of, kind_of, mg_of
from flows.decision.drug.affirmed import affirmed, how_often
from flows.decision.drug.of_drug import OfDrug, moves, taken_unsaid
from flows.decision.drug.options import ROUTES, UNTIL_TOLD
from flows.decision.outcome import change, consequences
from flows.decision.screen import Screen
from flows.plan.drugs import LETTERS, drugs, named
from flows.plan.sections import ANEW
from flows.reminder.press.calls import calls_of_overdose
from flows.talk.records import Place
from flows.talk.replies import Choice, Sentence, Wording, Words
from flows.talk.screens import Block, Rows, button, in_rows, say

ITS_OWN = frozenset(
    {
        "begin_day", "since_day", "spec_day", "beside_day", "rescue_day", "again_day", "own_mg",
        "retake_mg", "rescue_mg", "stay_reason", "halt_reason", "end_reason", "own_reason",
        "move_weekday",
    }
)  # fmt: skip  # states with a question of their own; the others ask as every one of their kind
TYPED = frozenset({"drug_mg", "own_mg"})  # questions with nothing to press
IN_A_ROW: Mapping[str, int] = MappingProxyType({"days": 4, "mg": 3})


def body(screen: Screen, state: str) -> tuple[Block, ...]:
    """The blocks of this state under the head."""
    of = screen.choosing.of
    if kind_of(state) == "check":
        return _check(screen, of)
    state = state.replace("again_mg", "rescue_mg")
    key = state if state in ITS_OWN else f"drug_{kind_of(state)}"
    return (_asked(of, key),)


def _asked(of: OfDrug, key: str) -> Block:
    values: dict[str, Words] = {"drug": of.drug, "often": how_often(of)}
    if of.mg is not None:
        values["mg"] = of.mg
    if key == "rescue_mg":
        key += {Drug.METHYLPREDNISOLONE: "_each_day", Drug.CALCINEURIN_INHIBITOR: "_a_day"}.get(
            of.drug, ""
        )
        values["example"] = Wording(f"decision.given_as.{of.drug}")
    elif key in TYPED:
        values["example"] = Wording(f"decision.typed_as.{of.drug}")
    weekly = (say("decision.day_is_the_weekday"),) if key == "begin_day" and of.is_weekly else ()
    return (Sentence(says=f"decision.{key}", values=values), *weekly)


def listed(screen: Screen, _state: str) -> tuple[Block, ...]:
    """Every drug that stands in the plan, before one is chosen."""
    return drugs(screen.choosing.live), (say("decision.drugs"),)


def own(screen: Screen, _state: str) -> tuple[Block, ...]:
    """How one drug stands, and what is not known of it."""
    of = screen.choosing.of
    known = drugs(of.live, of.drug) or (say("decision.drug_nothing", drug=of.drug),)
    unsaid = (say("decision.drug_unsaid", drug=of.drug),) if of.drug in taken_unsaid(of) else ()
    held = of.regimen is not None and of.regimen.held is not None
    closes = of.stands.against(of.drug) if held else of.stands.closed(of.drug)
    closed = (say("decision.drug_closed", drug=of.drug, what=about(closes)),) if closes else ()
    if held and (never := never_resumed(of.stands, of.drug)):
        closed = (declined(of, never),)
    elif keys := of.waits_for:
        closed = (_waits_for(of, keys),)
    if of.apart:
        closed = (*closed, declined(of, Refusal.NEVER_TOGETHER))
    return known, unsaid, closed


def _waits_for(of: OfDrug, keys: tuple[str, ...]) -> Sentence:
    """What the drug waits for, none of which speaks against it yet."""
    named_keys = tuple(Wording(f"keys.{key}") for key in keys)
    return Sentence(says="decision.drug_waits_for", values={"drug": of.drug, "keys": named_keys})


def _check(screen: Screen, of: OfDrug) -> tuple[Block, ...]:
    """The decision with what it affirms, and everything that would be different."""
    choosing = screen.choosing
    changed = change(choosing.decision, screen.admitted, screen.context)
    cautions = tuple(_caution(of, each) for each in choosing.cautions)
    affirms = tuple(affirmed(screen, of, changed))
    return cautions, affirms, *consequences(changed), (say("decision.check"),)


def _caution(of: OfDrug, code: str) -> Sentence:
    days = of.live.guideline.agents.life.vaccine_days.value
    what = about(of.stands.against(of.drug)) or (Against.ANSWER,)
    return say(f"caution.drug_{code}", strong=True, drug=of.drug, days=days, what=what)


def declined(of: OfDrug, refusal: str | None) -> Sentence:
    """Why it cannot be taken, with the way on."""
    if refusal in {Refusal.CLOSED, Refusal.NO_OVERRIDE} and (keys := of.waits_for):
        return _waits_for(of, keys)
    if refusal == Refusal.MG_WITHOUT_TABLETS and of.drug is Drug.MYCOPHENOLATE:
        refusal = "mg_in_two_doses"
    most, grid = limits(of.stands, of.drug)
    life = of.live.guideline.agents.life
    regimen = of.regimen
    values: dict[str, Words | None] = {
        "drug": of.drug,
        "what": about(of.stands.against(of.drug)) or (Against.ANSWER,),
        "limit": most,
        "grid": grid,
        "capsule": grid and grid / of.live.guideline.agents.mycophenolate.doses_a_day.value,
        "months": life.try_months.value,
        "weeks": life.stay_weeks.value,
        "under_skin": life.under_skin_only_mg.value,
        "day": regimen.due if regimen else None,
        "since": regimen.last.first if regimen else None,
    }
    found = {name: value for name, value in values.items() if value is not None}
    return Sentence(says=f"declined.drug_{refusal}", values=found, strong=True)


# ---------------------------------------------------------------------------- buttons


def rows(screen: Screen, state: str) -> Rows:
    """What can be chosen in this state."""
    of, kind = screen.choosing.of, kind_of(state)
    values = screen.choosing.options(state)
    choices = (_choice(of, kind, of.wish.then(each).press, each) for each in values)
    return in_rows(choices, IN_A_ROW.get(kind, 1))


def _choice(of: OfDrug, kind: str, press: str, value: str) -> Choice:
    match kind:
        case "day":
            return button(press, "pick.decision.from", day=day_of(value))
        case "weekday":
            return button(press, "pick.drug.weekday", weekday=WEEKDAYS[int(value)])
        case "mg" if mg_of(value):
            return button(press, "pick.decision.mg", mg=mg_of(value))
        case "mg":
            return button(press, "pick.drug.not_recorded")
        case "route":
            return button(press, "pick.drug.route", route=ROUTES[value])
        case "reason":
            return button(press, "pick.decision.reason", reason=Reason(value))
        case "until" if value != UNTIL_TOLD:
            return button(press, "pick.drug.until", day=of.live.today + A_DAY * int(value))
        case "until":
            return button(press, "pick.drug.until_told")
        case "days":
            one = "pick.drug.day" if value == "1" else "pick.drug.days"
            return button(press, one, days=int(value))
    return button(press, "pick.decision.confirm")


def all_of_them(_screen: Screen) -> Rows:
    """One button for each drug."""
    return tuple((_to(drug),) for drug in LETTERS)


def in_the_menu(screen: Screen) -> Rows:
    """The drugs that are taken, held, named or not answered for, and the way to all others."""
    live = screen.choosing.live
    of = OfDrug(wish=Wish("drug"), live=live)
    agent = named(live)
    running = (each.drug for each in live.plan.regimens if not each.over(live.today))
    harmed = (drug for drug in LETTERS if replace(of, wish=Wish("drug", drug=drug)).harms)
    found = dict.fromkeys((*running, *harmed, *((agent,) if agent else ()), *taken_unsaid(of)))
    return (*((_to(drug),) for drug in found), (button("drugs", "pick.drug.others"),))


def _to(drug: Drug) -> Choice:
    return button(Wish("drug", drug=drug).press, "pick.drug.of", drug=drug)


def its_moves(screen: Screen) -> Rows:
    """What can be decided about this drug now."""
    of = screen.choosing.of
    waits = waits_for_the_call(screen)
    found = tuple((_move(of, verb),) for verb in moves(of) if not (waits and verb == "retake"))
    return (*found, *answers(of, screen))


def answers(of: OfDrug, screen: Screen) -> Rows:
    """The way to the answers that a drug waits for, or that keep it from being resumed."""
    held = of.regimen is not None and of.regimen.held is not None
    never = held and never_resumed(of.stands, of.drug)
    in_group = screen.context.known.place is Place.GROUP
    if in_group or not (never or of.waits_for):
        return ()
    return ((button(ANEW, "pick.drug.answer"),),)


def waits_for_the_call(screen: Screen) -> bool:
    """Whether, in a group, a possible overdose of this drug is still to be seen to."""
    context = screen.context
    held = screen.choosing.of.regimen
    by_overdose = held is not None and held.held and held.held.reason is Reason.OVERDOSE
    in_group = context.known.place is Place.GROUP
    return bool(by_overdose and in_group and calls_of_overdose(context.known.reminders))


def _move(of: OfDrug, verb: str) -> Choice:
    wish = Wish(verb, drug=of.drug)
    mg = of.at(wish).mg if verb in {"begin", "rise"} else None
    if mg is None:
        return button(wish.press, f"pick.drug.{verb}")
    return button(wish.press, f"pick.drug.{verb}", mg=mg, often=how_often(of))


def foot(of: OfDrug) -> Rows:
    """The way back by one choice; from the first one to the drug."""
    wish = of.wish
    if wish.verb == "drug":
        return ((button("decide", "pick.back"),),)
    asked = any(each != NOT_ASKED for each in wish.chosen)
    back = wish.back().press if asked else Wish("drug", drug=wish.drug).press
    return ((button(back, "pick.back"),),)
