"""What matters now of a plan, most pressing first, each in a line or two of its card."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from bot.page.plan.standing import AMOUNTS, OF_DRUGS, beside_agents, in_pairs
from bot.page.plan.view import View
from bot.page.write import Writer, escape, sentence
from core.course.regimen.drugs import AGENTS
from core.evidence import Line, Section
from core.interlocks import EARLIER, PULSE, Level
from core.plan import Plan
from core.sayable import beside_steroid
from flows.plan.visit.safety import standing_against, watching_on

AGENT = "agent"  # where it stands among the others, whatever is said of it
DRUG = "drug"  # likewise a drug that was begun, or given, without an amount
# What the head of the card or another line of it has said already.
SAID_ELSEWHERE = frozenset({"consensus", "taper.provisional"})
# After contraindications: what closes or changes a treatment stands before the treatment.
EARLY = ("necrotizing_early", "necrotizing_taken", "necrotizing_closed")
OVER = {"drug_ended": "stopped", "drug_left": "left"}  # how it stands
LEAD = (*PULSE, *EARLIER, *EARLY)
ORDER = (
    *LEAD, "pulse_below_250", "ssc_kidney",
    "steroid_hbv", "steroid_hbv_begun", "infection_high_start", "ssc_renal_crisis",
    "steroid_yes", "steroid_planning", "steroid_breastfeeding",
    "steroid.start.swallowing", "cyp3a4_inhibitor", "cyp3a4_inducer",
    "statin_stop", "monitoring.juvenile.leads", "severe_hospital", "egfr_below_30", DRUG,
    "taken_drug_blocked", "agents.choice.hepatitis_b",
    "rescue.rituximab.hepatitis_b", "rescue.cyclophosphamide.pregnancy",
    "cytopenia",
    AGENT, "egfr_30_59", "agents.life.other",
    "fracture_very_high", "fracture_very_high_but",
    "prevention.pneumocystis.from_the_rise",
    "prevention.pneumocystis.caution.just_left_high_dose", "pneumocystis_from_the_start",
    "monitoring.mimic_years", "override_below_half", "fracture_age", "methotrexate_held",
    "weight_outside_usual", "start_above_60",
)  # fmt: skip
RANK: Mapping[str, int] = MappingProxyType({says: rank for rank, says in enumerate(ORDER)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One thing that matters: its lines on the card, and what stands for it without room."""

    lines: tuple[str, ...]  # HTML
    brief: str = ""  # one line in their place, where there are several
    named: str = ""  # in a word or two, where it has no line at all
    must: bool = False  # stands on the card in one of these forms whatever else does

    def told(self, *, brief: bool) -> tuple[str, ...]:
        """Its lines, or the one that stands for them."""
        return (self.brief,) if brief and self.brief else self.lines


def matters(view: View) -> tuple[Matter, ...]:
    """What came before the first dose or comes early, the agent that is taken, then every other
    line in the order of the table; emergencies stand above them."""
    cautions = {line.says for line in beside_steroid(view.plan.said)}
    aside = emergency_lines(view.plan) | SAID_ELSEWHERE | AMOUNTS
    rest = [line for line in view.lines(Section.START) if line.says not in aside]
    ranked = sorted(rest, key=_rank)
    first = [line for line in ranked if line.says in LEAD]
    return (
        *_values(view),
        *(_matter(view, each, cautions) for each in first),
        *_agents(view),
        *(_matter(view, each, cautions) for each in ranked if each not in first),
    )


def _values(view: View) -> Iterator[Matter]:
    """What was measured that speaks against a drug that is taken."""
    if view.record is None or view.today is None:
        return
    there = watching_on(view.guideline, view.plan, view.record, view.today)
    for each in standing_against(there):
        line = view.say("card.against", drug=each.drug, day=each.day, values=each.values)
        name = view.writer.say("named.against", {"drug": each.drug})
        brief = view.say("card.against_brief", drug=each.drug, day=each.day)
        yield Matter(lines=(line,), brief=brief, named=name, must=True)


def _rank(line: Line) -> int:
    if line.says in OF_DRUGS:
        return RANK[DRUG]
    place = AGENT if line.says.startswith("agent_") else line.says
    return RANK.get(place, len(RANK))


def _matter(view: View, line: Line, cautions: set[str]) -> Matter:
    words = view.writer.words
    named = f"named.{line.says}"
    if line.says in OF_DRUGS:
        over = line.says in OVER and line.values["drug"] not in AGENTS
        return Matter(lines=(short(view, line),), named=in_a_word(view, line), must=not over)
    name = "".join(words[key] for key in (named,) if key in words)
    return Matter(lines=(short(view, line),), named=name, must=line.says in cautions)


def in_a_word(view: View, line: Line) -> str:
    """A drug with how it stands."""
    return view.writer.say(f"card.drug_{_state(line)}", {"drug": line.values["drug"]})


def _state(line: Line) -> str:
    """How a drug stands: what is held or was stopped is on the card whatever else is."""
    if line.says.startswith("drug_held"):
        return "held"
    return OVER.get(line.says, "given")


def short(view: View, line: Line) -> str:
    """The line as it is said where there is little room, as HTML."""
    key = f"short.{line.says}"
    if key not in view.writer.words:
        return view.line(line)
    return escape(view.writer.say(key, line.values))


def emergency_lines(plan: Plan) -> set[str]:
    """What the lines of its emergencies are called."""
    codes = {n.code for n in plan.notices if n.level is Level.EMERGENCY}
    return codes | {f"{code}_lungs" for code in codes}


def urgent_among(plan: Plan, lines: Iterable[Line]) -> list[Line]:
    """Those of the lines that are its emergencies."""
    urgent = emergency_lines(plan)
    return [line for line in lines if line.says in urgent]


def emergencies(view: View, *, brief: bool) -> list[str]:
    """What must be done now, in one line."""
    found = urgent_among(view.plan, view.lines(Section.START))
    return [urgent_line(view.writer, found, brief=brief)] if found else []


def urgent_line(writer: Writer, found: Sequence[Line], *, brief: bool) -> str:
    """One emergency as it is said; several, or without room, by their names."""
    if not brief and not found[1:]:
        return sentence(writer, found[0])
    what = tuple(writer.words[f"named.{line.says}"] for line in found)
    nothing = any(line.says == "severe_dysphagia" for line in found)
    key = "card.emergency_nothing" if nothing else "card.emergency"
    return escape(writer.say(key, {"what": what}))


def _agents(view: View) -> Iterator[Matter]:
    """The amounts that are taken with what stands beside them; else each drug by its name."""
    amounts = tuple((line, full) for line, full in in_pairs(view) if line.says in AMOUNTS)
    if not amounts:
        return
    drugs = tuple(dict.fromkeys(view.writer.value(line.values["drug"]) for line, _ in amounts))
    beside = (*(full for _, full in amounts), *beside_agents(view, again=True))
    yield Matter(
        lines=tuple(map(view.line, beside)),
        brief=view.say("card.agent_see", drug=drugs),
        named=view.writer.listed(list(drugs)),
        must=True,
    )


def fracture(view: View) -> list[str]:
    """What the card says of the bones."""
    found = (line for line in view.lines(Section.START) if line.says.startswith("fracture_"))
    return [short(view, line) for line in found]
