"""Fictional cases: right answers are the planner's, and what does not hold is not taught."""

import tomllib
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from bot.lessons import lessons
from core.agenda import pneumocystis_review
from core.agents.choice import Agent
from core.evidence import Section
from core.exercise import BadLesson, Exercise, Lesson, parse
from core.guideline.schema import Guideline
from core.patient import Ild, Pregnancy, Severity, Subtype, SulfaAllergy
from core.plan import Outcome, make_plan, plan_for, recalled
from core.topics import TOPICS, Becomes, Instead
from core.visit_topics import VISIT_TOPICS, topics_of
from tests.core.deciding import FIRST, flare, step

MILD = """
title = "Mild"
story = "Stairs are slow."

[answers]
weight_kg = "62"
subtype = "dermatomyositis"
severity = "mild"
ild = "no"
start_date = "2026-11-23"
"""
START = '\n[[exercises]]\ntopic = "start"\nothers = ["30", "60"]\n'
CHILD = MILD.replace("dermatomyositis", "juvenile").replace('"62"', '"25"')
BODY = MILD.replace("dermatomyositis", "inclusion_body")
FOLDER = Path(__file__).parents[2] / "core" / "exercises"
ALL = {each.name: each for each in lessons()}


def read(guideline: Guideline, text: str) -> Lesson:
    return parse("a_case", text, guideline, tomllib.loads)


def only(guideline: Guideline, exercise: str, case: str = MILD) -> Exercise:
    (found,) = read(guideline, f"{case}\n[[exercises]]\n{exercise}").exercises
    return found


def refused(guideline: Guideline, text: str) -> str:
    with pytest.raises(BadLesson) as error:
        read(guideline, text)
    return str(error.value)


@pytest.mark.parametrize("lesson", lessons(), ids=lambda each: each.name)
def test_every_expected_answer_is_what_the_planner_says(guideline, lesson):
    plan = lesson.plan
    given = tomllib.loads((FOLDER / f"{lesson.name}.toml").read_text("utf-8"))
    assert plan.case == plan_for(guideline, given["answers"]).case
    if "decisions" not in given:
        assert plan == recalled(guideline, given["answers"])
    topics = {**TOPICS, **topics_of(lesson.seen)}
    for each in lesson.exercises:
        said = topics[each.topic].of(guideline, plan)
        assert each.truth.value == said
        chosen = each.options[each.right].value
        assert (chosen == said) is not each.spot
        bears_out = [topics[one.topic].of(guideline, plan) == one.value for one in each.options]
        assert bears_out.count(each.spot ^ True) == 1
        assert bears_out.index(not each.spot) == each.right


def test_a_case_says_what_its_file_does(guideline):
    lesson = read(guideline, MILD + STEP + FLARE + BASELINE + START)
    assert (lesson.name, lesson.title, lesson.story) == ("a_case", "Mild", "Stairs are slow.")
    assert lesson.answers[:2] == (
        ("weight_kg", Decimal(62)), ("subtype", Subtype.DERMATOMYOSITIS),
    )  # fmt: skip
    assert lesson.seen.decisions == (step(28), flare(35, "35"))
    assert [(each.number, each.day) for each in lesson.seen.visits] == [(1, FIRST)]


def test_a_start_dose_is_that_of_the_case_by_itself(guideline):
    for each in lessons():
        fresh = make_plan(guideline, each.plan.case)
        for one in (one for one in each.exercises if one.topic == "start" and not one.spot):
            expected = fresh.start.mg if fresh.start else Instead.NO_DOSE
            assert one.options[one.right].value == expected


@pytest.mark.parametrize("lesson", lessons(), ids=lambda each: each.name)
def test_every_answer_has_a_line_with_its_source(lesson):
    for each in lesson.exercises:
        assert each.because
        assert all(line.because[0].source.title and line.because[0].place for line in each.because)
        sections = {line.section for line in each.because}
        assert sections <= {*Section}
        assert each.topic not in VISIT_TOPICS or sections == {Section.MONITORING}


def test_the_cases_are_of_every_kind():
    cases = [each.plan.case for each in lessons()]
    plans = [each.plan for each in lessons()]
    assert len(cases) >= 10
    assert {each.severity for each in cases} == set(Severity)
    assert {each.ild for each in cases} == set(Ild)
    assert min(each.weight_kg for each in cases if each.subtype is not Subtype.JUVENILE) < 40
    assert max(each.weight_kg for each in cases) > 160
    assert any(each.subtype is Subtype.NECROTIZING and each.statin is True for each in cases)
    assert any(each.mda5 is True for each in cases)
    assert any(each.pregnancy is Pregnancy.YES for each in cases)
    assert {each.outcome for each in plans} >= {Outcome.DECLINED, Outcome.MILESTONES}
    assert any(
        each.case.sulfa_allergy is SulfaAllergy.SEVERE and each.agent.first is Agent.METHOTREXATE
        for each in plans
    )
    assert any(each.course and each.course.decided for each in plans)


def test_the_first_error_is_the_step_of_one_drug_given_to_another():
    error = next(each for each in lessons()[0].exercises if each.spot)
    assert error.topic == "rise"
    assert error.options[error.right].value is Agent.AZATHIOPRINE
    assert error.truth.value is Agent.METHOTREXATE


def test_the_right_answer_stands_where_its_value_belongs(guideline):
    exercise = only(guideline, 'topic = "start"\nothers = ["60", "30"]')
    assert [each.value for each in exercise.options] == [Decimal(30), Decimal(35), Decimal(60)]
    assert exercise.right == 1


def test_a_flare_is_asked_about_from_where_it_was_decided():
    plan = ALL["12_flare"].plan
    assert plan.course.present.mg == 10
    assert plan.course.following_mg == Decimal("7.5")


def test_a_day_is_written_as_days_from_the_first_dose(guideline):
    exercise = only(guideline, 'topic = "vaccines"\nothers = ["0", "no_date"]')
    first = date(2026, 11, 23)
    assert exercise.options[0].value == Instead.NO_DATE
    assert exercise.options[1].value == first
    assert exercise.truth.value == first + timedelta(days=70)


@pytest.mark.parametrize(
    ("case", "topic", "value"),
    [
        (CHILD, "review", Instead.NO_DATE),
        (CHILD, "becomes", Becomes.MILESTONES),
        (BODY, "start", Instead.NO_DOSE),
        (BODY, "becomes", Becomes.NO_PLAN),
        (MILD, "becomes", Becomes.PLAN),
        (MILD + "mda5 = true\n", "becomes", Becomes.DRAFT),
        (MILD + "hold_weeks = 2\nstart_mg = '10'\n", "review", Instead.NOT_NEEDED),
    ],
)
def test_what_takes_the_place_of_a_dose_or_date(guideline, case, topic, value):
    plan = read(guideline, "exercises = []\n" + case).plan
    assert TOPICS[topic].of(guideline, plan) == value
    assert TOPICS[topic].lines(guideline, plan) or topic == "review"


@pytest.mark.parametrize(
    ("case", "topic", "rules"),
    [
        (MILD, "start", ["start_dose", "start_nearest", "start_raised"]),
        (MILD, "agent", ["agent_after_pregnancy", "agents.blocks.azathioprine.tpmt_unknown",
                         "agents.blocks.azathioprine.nudt15_unknown"]),
        (MILD, "review", ["pneumocystis_review"]),
        (MILD, "becomes", ["consensus"]),
        (MILD + "mda5 = true\n", "becomes", ["mda5", "taper.provisional"]),
        (MILD + "mda5 = true\n", "review",
         ["pneumocystis_review", "prevention.pneumocystis.extend.mda5"]),
        (CHILD, "becomes", ["monitoring.juvenile.leads", "steroid.juvenile.no_adult_taper"]),
        (CHILD, "review", ["prevention.pneumocystis.juvenile"]),
        (CHILD, "ends", []),
    ],
)  # fmt: skip
def test_an_answer_is_explained_by_the_rules_it_rests_on_alone(guideline, case, topic, rules):
    plan = read(guideline, "exercises = []\n" + case).plan
    assert [each.says for each in TOPICS[topic].lines(guideline, plan)] == rules


def test_a_review_is_the_planners_own_day(guideline):
    plan = ALL["03_severe"].plan
    assert TOPICS["review"].of(guideline, plan) == pneumocystis_review(plan)


@pytest.mark.parametrize(
    ("mg", "tail", "rules"),
    [
        ("35", "standard", ["taper.fast"]),
        ("30", "standard", ["taper.middle"]),
        ("20", "slow2w", ["fine_steps"]),
        ("10", "slow2w", ["taper.tail.slow2w"]),
        ("10", "standard", ["taper.fine", "taper.tail.standard"]),
    ],
)
def test_a_step_is_explained_by_its_own_rule(guideline, mg, tail, rules):
    case = f"exercises = []\n{MILD}tail = '{tail}'\nstart_mg = '{mg}'\n"
    plan = read(guideline, case).plan
    assert [each.says for each in TOPICS["next"].lines(guideline, plan)] == rules


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("title = ", "not TOML"),
        (MILD, "missing or unknown: exercises"),
        (MILD + 'note = "x"\n' + START, "note"),
        ("extra = 1\n" + MILD + START, "missing or unknown: extra"),
        ("extra = 1\n" + MILD, "missing or unknown: exercises, extra"),
        (MILD.replace("62", "500") + START, "the planner refuses it: weight_outside_limits"),
        (MILD.replace('"no"', '"maybe"') + START, "the planner refuses it: ild_invalid"),
        (MILD + START.replace('"start"', '"weather"'), "no topic is called weather"),
        (MILD + START.replace('"30"', '"35"'), "not all different"),
        (MILD + START.replace('"30"', '"60"'), "not all different"),
        (MILD + START.replace('"30", "60"', ""), "not all different"),
        (MILD + START.replace('"30"', '"many"'), "many is no answer to it"),
        (
            MILD + '\n[[exercises]]\ntopic = "agent"\nothers = ["aspirin"]\n',
            "aspirin is no answer",
        ),
        (MILD + '\n[[exercises]]\ntopic = "ends"\nothers = ["soon"]\n', "soon is no answer"),
        (MILD + '\n[[exercises]]\ntopic = "rise"\nothers = ["azathioprine"]\n', "no weekly drug"),
        (MILD + '\n[[exercises]]\ntopic = "start"\n', "not an exercise: topic"),
        (BODY + '\n[[exercises]]\ntopic = "next"\nothers = ["5"]\n', "no step follows"),
        (BODY + '\n[[exercises]]\ntopic = "level"\nothers = ["mild"]\n', "no level"),
        (BODY + '\n[[exercises]]\ntopic = "prophylactic"\nothers = ["dapsone"]\n', "nothing is"),
        (BODY + '\n[[exercises]]\ntopic = "review"\nothers = ["5"]\n', "no line of the plan"),
    ],
)
def test_a_case_that_does_not_hold_fails_with_its_name(guideline, text, why):
    said = refused(guideline, text)
    assert said.startswith("a_case: ")
    assert why in said


@pytest.mark.parametrize(
    ("statements", "why"),
    [
        ('["start", "next"]', "one statement must be wrong"),
        ('[{topic = "start", value = "60"}]', "and others right"),
        (
            '[{topic = "start", value = "60"}, {topic = "next", value = "5"}]',
            "one statement must be wrong",
        ),
        ('["next", {topic = "start", value = "35"}]', "is what the planner says"),
        ('["start", {topic = "start", value = "60"}]', "side by side"),
        ('["next", {topic = "start"}]', "None is no answer"),
        ('["next", {value = "60"}]', "no topic is called None"),
        ('["weather", {topic = "start", value = "60"}]', "no topic is called weather"),
    ],
)
def test_an_error_that_is_none_is_not_taught(guideline, statements, why):
    said = refused(guideline, f"{MILD}\n[[exercises]]\nstatements = {statements}\n")
    assert said.startswith("a_case: ")
    assert why in said


@pytest.mark.parametrize(
    "decision",
    [
        'move = "jump"\nday = 28\nreason = "response"',
        'move = "step"\nreason = "response"',
        'move = "flare"\nday = 28\nreason = "active_disease"',
    ],
)
def test_a_decision_that_cannot_be_read_fails_with_the_name_of_its_case(guideline, decision):
    assert refused(guideline, f"{MILD}\n[[decisions]]\n{decision}\n{START}").startswith("a_case: ")


def test_a_key_that_the_planner_does_not_know_fails_with_the_name_of_its_case(guideline):
    assert refused(guideline, f"{MILD}shoe_size = 9\n{START}") == "a_case: shoe_size"


def test_the_same_error_may_be_planted_first_or_last(guideline):
    first = only(guideline, 'statements = [{topic = "start", value = "60"}, "next"]')
    last = only(guideline, 'statements = ["next", {topic = "start", value = "60"}]')
    assert (first.right, last.right) == (0, 1)
    assert first.options == last.options[::-1]


# ---------------------------------------------------------------------------- of visits


def visited(day: int, found: str = "", rest: str = "signs = []") -> str:
    """A visit as a case has it."""
    return f"\n[[visits]]\nday = {day}\nfound = {{ {found} }}\n{rest}\n"


def mmt(value: int) -> str:
    return f'mmt = {{ value = "{value}", of = "150" }}'


def ck(value: int) -> str:
    return f'ck = {{ value = "{value}", of = "200" }}'


SIX = (
    'haq = { value = "1" }, physician = { value = "5" }, patient = { value = "5" }, '
    'extramuscular = { value = "2", of = "10" }'
)
BASELINE = visited(0, f"{mmt(120)}, {ck(3000)}, {SIX}")
STEP = '\n[[decisions]]\nmove = "step"\nday = 28\nreason = "response"\n'
FLARE = (
    '\n[[decisions]]\nmove = "flare"\nday = 35\nreason = "active_disease"\nmg = "35"\nweeks = 4\n'
)


def reads(guideline: Guideline, topic: str, text: str) -> object:
    """What the engine says of the case on this topic of its last visit."""
    lesson = read(guideline, f"exercises = []\n{text}")
    return topics_of(lesson.seen)[topic].of(guideline, lesson.plan)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("15_weaker", {"pattern": "steroid_myopathy", "suggests": "hold"}),
        ("16_enzyme_up", {"pattern": "enzyme_alone", "suggests": "hold"}),
        ("17_no_response", {"pattern": "no_response", "improved": "none"}),
    ],
)
def test_three_cases_teach_how_a_response_is_read(name, said):
    exercises = [each for each in ALL[name].exercises if not each.spot]
    assert {each.topic: str(each.truth.value) for each in exercises} == said


@pytest.mark.parametrize(
    ("case", "topic", "value"),
    [
        (MILD + BASELINE + visited(28, f"{mmt(121)}, {ck(900)}"), "suggests", "hold"),
        (MILD + STEP + BASELINE + visited(42, f"{mmt(121)}, {ck(900)}"), "suggests", "step"),
        (MILD + STEP + BASELINE + visited(42, f"{mmt(110)}, {ck(4000)}"), "suggests", "flare"),
        (
            MILD + STEP + FLARE + BASELINE + visited(63, f"{mmt(121)}, {ck(900)}"),
            "suggests",
            "hold",
        ),
        (
            MILD
            + STEP
            + FLARE
            + BASELINE
            + visited(33, mmt(140))
            + visited(63, f"{mmt(141)}, {ck(900)}"),
            "suggests",
            "hold",
        ),
        (MILD + BASELINE + visited(91, f"{mmt(150)}, {ck(90)}, {SIX}"), "improved", "minimal"),
        (
            CHILD
            + BASELINE.replace("mmt", "cmas").replace(', of = "150"', "").replace("120", "20")
            + visited(91, f"{SIX}, {ck(90)}, " + 'cmas = { value = "48" }'),
            "improved",
            "minimal",
        ),
    ],
)
def test_the_last_visit_is_read_as_in_a_plan(guideline, case, topic, value):
    assert reads(guideline, topic, case) == value


def test_what_a_visit_suggests_is_explained_by_its_rule(guideline):
    case = MILD + BASELINE + visited(28, f"{mmt(121)}, {ck(900)}")
    exercise = only(guideline, 'topic = "suggests"\nothers = ["step"]', case)
    assert [(each.section, each.says) for each in exercise.because] == [
        (Section.MONITORING, "response.patterns.first_step")
    ]


@pytest.mark.parametrize(
    ("visits", "topic", "why"),
    [
        ("", "suggests", "no visit"),
        ("", "pattern", "no visit"),
        (BASELINE, "pattern", "no pattern"),
        (BASELINE, "improved", "no score"),
        (BASELINE + visited(28, mmt(130)), "improved", "no score"),
        (visited(28, 'muscle = { value = "1" }'), "pattern", "muscle"),
        (visited(28, rest='mood = "good"'), "pattern", "other keys"),
        (visited(28).replace("28", '"soon"'), "pattern", "days"),
        ("\n[[visits]]\nfound = {}\n", "pattern", "day"),
    ],
)
def test_a_visit_that_cannot_be_asked_about_fails_with_the_name_of_its_case(
    guideline, visits, topic, why
):
    others = '["step"]' if topic == "suggests" else '["liver"]'
    said = refused(
        guideline, f'{MILD}{visits}\n[[exercises]]\ntopic = "{topic}"\nothers = {others}\n'
    )
    assert said.startswith("a_case: ")
    assert why in said
