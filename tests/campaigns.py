"""Campaigns: each check that tries very much, at its full size and from a seed that moves.

    python -m tests.campaigns                        what there is
    python -m tests.campaigns screens                the whole of it
    python -m tests.campaigns screens --seed 7       the same once more, as a failure named it
    python -m tests.campaigns screens --size 500     less of it, or more
    python -m tests.campaigns all --times 3          everything, three times, from three seeds

`start.py test` plays a small part of each, the same part every time.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random, SystemRandom
from typing import TypeVar

ROOT = Path(__file__).resolve().parents[1]
SEED = os.environ.get("CAMPAIGN_SEED", "")  # set by this command alone; empty: the part
SIZE = os.environ.get("CAMPAIGN_SIZE", "")  # likewise; empty: the whole
SEEDS = 1_000_000
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """What is tried, how often in the checks and how often at length, and the tests that do."""

    tries: str
    part: int
    whole: int
    tests: str

    def command(self, seed: int) -> tuple[str, ...]:
        """It as pytest plays it; Hypothesis draws on the same seed."""
        drawn = ("--hypothesis-profile=campaign", f"--hypothesis-seed={seed}")
        return (sys.executable, "-m", "pytest", "-q", "-n", "2", *drawn, *self.tests.split())


_DELIVERY, _ORACLE = (
    "tests/bot/alarm/test_kill_delivery.py",
    "tests/core/test_against_the_oracle.py",
)
CAMPAIGNS: Mapping[str, Campaign] = {
    "delivery": Campaign(
        tries="seeds of the delivery simulation", part=40, whole=2_000,
        tests="tests/delivery/test_promises.py::test_every_promise_is_kept",
    ),
    "stories": Campaign(
        tries="seeds of the delivery simulation with everything in a database", part=1, whole=200,
        tests="tests/delivery/test_promises.py"
        "::test_every_promise_is_kept_where_everything_lies_in_a_database",
    ),
    "machines": Campaign(
        tries="seeds of the delivery simulation by two machines on one database, either of which "
        "is killed or cut off", part=1, whole=200, tests="tests/delivery/test_promises.py"
        "::test_every_promise_is_kept_by_two_machines_on_one_database",
    ),
    "points": Campaign(
        tries="points of one story at which the process is killed", part=16, whole=80,
        tests="tests/delivery/test_promises.py"
        "::test_wherever_the_process_is_killed_once_nothing_is_lost",
    ),
    "hours": Campaign(
        tries="stories with an hour in which all that is sent fails alike, in five ways", part=1,
        whole=200, tests="tests/delivery/test_an_hour.py",
    ),
    "oracle": Campaign(
        tries="random cases against the oracle", part=800, whole=20_000,
        tests=_ORACLE,
    ),
    "strata": Campaign(
        tries="cases of every stratum against the oracle; all lines of a plan among them",
        part=2_400, whole=16_420, tests=_ORACLE,
    ),
    "courses": Campaign(
        tries="lived courses against the oracle", part=1_000, whole=6_000,
        tests="tests/core/course/test_against_the_oracle.py"
        "::test_both_ways_of_following_thousands_of_courses_agree",
    ),
    "responses": Campaign(
        tries="random pairs of visits, scored a second time", part=750, whole=200_000,
        tests="tests/core/response/test_score.py"
        "::test_both_ways_of_counting_agree_on_thousands_of_pairs",
    ),
    "lives": Campaign(
        tries="lives of a plan with its drugs, day by day, against a second record of them",
        part=20, whole=50_000, tests="tests/core/course/test_lived.py"
        "::test_thousands_of_lives_are_told_alike",
    ),
    "messages": Campaign(
        tries="lives of a plan with its drugs, each message of a reminder against the record",
        part=20, whole=5_000, tests="tests/flows/reminder/message/test_lived_messages.py",
    ),
    "printed": Campaign(
        tries="lives of a plan with its drugs, card and papers against the record", part=4,
        whole=1_500, tests="tests/bot/papers/test_lived_papers.py",
    ),
    "opened": Campaign(
        tries="lives of a plan with its drugs, what each section opens with on each of their days",
        part=8, whole=1_500, tests="tests/bot/page/plan/test_lived_screens.py",
    ),
    "questions": Campaign(
        tries="open questions at a moment, and something that may settle them", part=24,
        whole=1_000, tests="tests/flows/reminder/wanted/test_question_table.py",
    ),
    "silence": Campaign(
        tries="moments with open questions, and 60 days in which nobody answers", part=2, whole=26,
        tests="tests/flows/reminder/wanted/test_silence.py",
    ),
    "screens": Campaign(
        tries="plans, each screen read by the display rules and measured: length, keys, captions",
        part=80, whole=20_000,
        tests="tests/bot/page/test_every_screen.py",
    ),
    "reachable": Campaign(
        tries="plans, each line of the document reached from the card by keys", part=3,
        whole=2_400, tests="tests/bot/page/plan/test_reachable.py",
    ),
    "reminders": Campaign(
        tries="plans, each message of a reminder read by the display rules", part=10, whole=800,
        tests="tests/bot/page/test_reminder_messages.py"
        "::test_no_message_of_a_reminder_breaks_a_display_rule",
    ),
    "papers": Campaign(
        tries="plans, the text of each paper read by the display rules", part=24, whole=400,
        tests="tests/bot/papers/test_any_plan.py",
    ),
    "visited": Campaign(
        tries="plans with visits, each of their papers read by the display rules", part=4,
        whole=400, tests="tests/bot/papers/visit/test_any_visits.py",
    ),
    "records": Campaign(
        tries="plans read back from their record bundles", part=40, whole=1_000,
        tests="tests/bot/papers/record/test_fhir.py"
        "::test_structure_and_text_of_random_plans_are_the_schedule_itself",
    ),
    "lines": Campaign(
        tries="random cases whose lines are listed", part=1_000, whole=20_000,
        tests="tests/bot/words/test_words.py"
        "::test_every_line_of_a_plan_is_said_of_some_case_and_no_other_is_kept",
    ),
    "weights": Campaign(
        tries="slips of a valid weight against the second grammar", part=10_000, whole=50_000,
        tests="tests/flows/intake/test_weights.py"
        "::test_slips_of_a_valid_weight_are_read_as_the_rules_say",
    ),
    "values": Campaign(
        tries="values of a visit, meant and typed in some habit", part=5_000, whole=500_000,
        tests="tests/flows/visit/test_reading.py"
        "::test_whatever_the_habit_no_value_is_taken_for_another",
    ),
    "buttons": Campaign(
        tries="altered buttons, and a quarter as many of parts of others", part=20_000,
        whole=100_000, tests="tests/bot/page/test_seal.py",
    ),
    "sequences": Campaign(
        tries="sequences of 50 steps by three people in two groups", part=10, whole=200,
        tests="tests/flows/test_stateful.py",
    ),
    "editions": Campaign(
        tries="plans of a released edition on each of 200 days, and lived on", part=5, whole=200,
        tests="tests/editions/test_first_edition.py",
    ),
    "later": Campaign(
        tries="plans of a released edition on each of 200 days, by a later program", part=2,
        whole=200, tests="tests/editions/test_later_program.py",
    ),
    "taps": Campaign(
        tries="pairs of equal taps at once", part=100, whole=1_000,
        tests="tests/bot/desk/test_double_taps.py",
    ),
    "damage": Campaign(
        tries="flipped bits in the file, in a small one and in a large one", part=50,
        whole=2_000, tests="tests/bot/store/test_damage.py"
        "::test_flipped_bytes_are_refused_or_change_nothing",
    ),
    "keys": Campaign(
        tries="steps at which making keys, rotating and encrypting is killed", part=6, whole=400,
        tests="tests/bot/store/secrecy/test_killed.py",
    ),
    "keyed": Campaign(
        tries="steps at which encrypting, rotating, erasing in and restoring a database is killed",
        part=2, whole=400, tests="tests/bot/store/postgres/keyring/test_keyed_killed.py",
    ),
    "damaged": Campaign(
        tries="kinds of rows × ways to damage one, in a file and in a database, each lived on, "
        "told and mended", part=25, whole=332, tests="tests/bot/test_damaged_rows.py",
    ),
    "zones": Campaign(
        tries="days of 11 years in every zone", part=366, whole=4_018,
        tests="tests/flows/reminder/test_hours.py"
        "::test_in_every_zone_on_days_all_over_11_years_it_does_too",
    ),
    "clocks": Campaign(
        tries="clocks that are moved, for a moment or for good, by whatever goes by the time",
        part=144, whole=3_000, tests="tests/bot/alarm/test_clock_table.py",
    ),
    "conversations": Campaign(
        tries="kills in a running conversation", part=32, whole=200,
        tests="tests/bot/test_kill_conversation.py",
    ),
    "copies": Campaign(
        tries="of every six steps at which a backup, a restore or an upgrade is killed", part=1,
        whole=6,
        tests="tests/bot/store/backups/test_backup.py::"
        "test_killed_at_any_step_no_half_backup_is_taken_for_a_whole_one"
        " tests/bot/store/backups/test_restore.py::"
        "test_killed_at_any_step_it_is_whole_or_the_bot_does_not_start"
        " tests/bot/store/test_older_killed.py::"
        "test_killed_at_any_step_it_opens_again_and_nothing_is_lost"
        " tests/bot/store/test_training.py::test_killed_at_any_step_nothing_is_lost",
    ),
    "commits": Campaign(
        tries="kills while the store commits", part=40, whole=200,
        tests="tests/bot/store/test_kill.py",
    ),
    "killed": Campaign(
        tries="kills while the store commits to a database", part=5, whole=1_000,
        tests="tests/bot/store/postgres/test_killed.py"
        "::test_nothing_acknowledged_is_lost_with_the_process",
    ),
    "cut": Campaign(
        tries="cut connections and killed servers, one for each three, while the store commits",
        part=6, whole=1_200, tests="tests/bot/store/postgres/test_killed.py"
        "::test_nothing_acknowledged_is_lost_with_a_connection_or_the_server",
    ),
    "replicas": Campaign(
        tries="leaders killed around a reminder while another process stands by",
        part=1, whole=300, tests="tests/bot/alarm/test_kill_replicas.py",
    ),
    "received": Campaign(
        tries="stories of four chats with a webhook, six replicas of each killed at some step, on "
        "a file and on a database in turn",
        part=2, whole=200, tests="tests/bot/test_kill_received.py"
        "::test_wherever_a_process_is_killed_nothing_is_lost_doubled_or_overtaken",
    ),
    "fallen": Campaign(
        tries="stories of four chats with a webhook and two replicas, in each of which the way to "
        "the database is cut or its server falls three times, and every other one kills replicas",
        part=1, whole=100, tests="tests/bot/test_kill_received.py"
        "::test_whatever_falls_while_people_type_nothing_is_lost_doubled_or_overtaken",
    ),
    "senders": Campaign(
        tries="rounds of two processes that both send, of which one is killed, cut off or slow, "
        "or whose server falls", part=1, whole=100, tests="tests/bot/alarm/test_two_senders.py",
    ),
    "storms": Campaign(
        tries="rounds of two processes that both send, each with three strikes: killed, standing "
        "still, connections cut, ended or leading nowhere, the server falls", part=1, whole=100,
        tests="tests/bot/alarm/test_storms.py",
    ),
    "faults": Campaign(
        tries="rows of the table of faults, each played again", part=4, whole=759,
        tests="tests/bot/faults/test_faults.py::test_what_the_table_says_is_what_happens",
    ),
    "alarms": Campaign(
        tries="kills around a reminder, 6 points × 7 faults", part=42, whole=210, tests=_DELIVERY,
    ),
    "properties": Campaign(
        tries="examples of each property of any case, course, life and answer", part=20,
        whole=1_000, tests="tests/core/test_any_case.py tests/core/course/test_any_course.py "
        "tests/core/edition/test_answered.py tests/core/edition/test_kept_plan.py "
        "tests/core/steroid/test_taper.py tests/core/steroid/test_tablets.py "
        "tests/bot/commands/test_plan_input.py",
    ),
    "kept": Campaign(
        tries="random cases, each kept and read back, under the same rules and under others",
        part=50, whole=2_000, tests="tests/core/edition/test_kept_plan.py",
    ),
    "changes": Campaign(
        tries="plans whose answers are given anew, each screen and message of it", part=16,
        whole=480, tests="tests/flows/intake/test_any_anew.py",
    ),
    "orphans": Campaign(
        tries="courses by chance, each reminder wanted and none left over", part=14, whole=1_000,
        tests="tests/flows/reminder/wanted/test_wanted.py"
        "::test_no_reminder_is_an_orphan_and_none_is_missing_whatever_is_decided",
    ),
    "pages": Campaign(
        tries="printed pages of the worked plans in every region, and of lived ones", part=68,
        whole=308, tests="tests/bot/papers/test_pages.py",
    ),
    "scenes": Campaign(
        tries="zones and regions in which the course of the lesson is played", part=4, whole=12,
        tests="tests/flows/training/test_scenes.py::test_time_only_goes_on_wherever_it_is_played",
    ),
    "steps": Campaign(
        tries="plans on a day from which every step of a decision about a drug is walked", part=4,
        whole=12, tests="tests/flows/decision/drug/test_any_decision.py"
        "::test_every_state_of_a_decision_about_a_drug_is_reached_and_written_right",
    ),
    "years": Campaign(
        tries="weeks after the steroid, each day of them lived", part=20, whole=104,
        tests="tests/flows/reminder/test_drug_life.py"
        "::test_years_after_the_steroid_every_weekly_dose_and_every_blood_test_is_told",
    ),
    "states": Campaign(
        tries="states of each drug in each region, on the card and on every paper", part=30,
        whole=90, tests="tests/bot/papers/test_drug_states.py"
        "::test_every_paper_says_how_the_drug_stands_and_names_no_other_amount",
    ),
    "intakes": Campaign(
        tries="conversations of 60 steps by chance", part=14, whole=600,
        tests="tests/flows/test_any_sequence.py::test_any_sequence_keeps_what_must_hold",
    ),
    "decided": Campaign(
        tries="kills while findings are entered and decisions taken and undone", part=15,
        whole=300, tests="tests/bot/test_kill_decided.py",
    ),
    "undone": Campaign(
        tries="lived plans, each decision of which is undone where it can be", part=10,
        whole=1_000, tests="tests/flows/decision/test_any_undo.py",
    ),
    "visits": Campaign(
        tries="lived plans, into each of which whatever is entered of visits", part=4,
        whole=2_000, tests="tests/flows/visit/test_any_visit.py",
    ),
    "presses": Campaign(
        tries="sequences of presses about a drug: no amount that was not on a check", part=15,
        whole=1_000, tests="tests/flows/decision/drug/test_any_decision.py"
        "::test_no_amount_is_taken_that_was_not_confirmed",
    ),
}  # fmt: skip


def size(name: str) -> int:
    """How often it is tried: a part, or the whole where the command has named a seed, or so
    often as it says."""
    if SEED and SIZE:
        return int(SIZE)
    return CAMPAIGNS[name].whole if SEED else CAMPAIGNS[name].part


def some(of: Sequence[T], many: int, always: Callable[[T], bool] = lambda _: False) -> list[T]:
    """So many of them, the same each time: those that are always there, and others by chance."""
    others = [place for place, each in enumerate(of) if not always(each)]
    wanted = max(0, many - (len(of) - len(others)))
    left = {*others} - {*Random(len(of)).sample(others, min(wanted, len(others)))}
    return [each for place, each in enumerate(of) if place not in left]


def seed(fixed: int) -> int:
    """Where chance begins: always there in the checks, elsewhere for each seed of the command."""
    return int(SEED) * SEEDS + fixed if SEED else fixed


def main(words: Sequence[str] | None = None) -> int:
    """Play the campaigns that are named; the seed of each is said before it and after it."""
    parser = argparse.ArgumentParser(prog="python -m tests.campaigns", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("names", nargs="*", metavar="NAME", help="of the list, or 'all'")
    parser.add_argument("--seed", type=int, help="play it once more; else one by chance")
    parser.add_argument("--size", type=int, help="try so many; else the whole of it")
    parser.add_argument("--times", type=int, default=1, help="from so many seeds, one by one")
    asked = parser.parse_args(words)
    names = tuple(CAMPAIGNS) if asked.names == ["all"] else tuple(asked.names)
    if unknown := set(names) - CAMPAIGNS.keys():
        parser.error(f"no campaign is called {', '.join(sorted(unknown))}")
    if not names:
        print("\n".join(listed()))
        return 0
    first = SystemRandom().randrange(SEEDS) if asked.seed is None else asked.seed
    runs = [(name, first + number) for number in range(asked.times) for name in names]
    failed = [
        f"{name} --seed {drawn}" for name, drawn in runs if not held(name, drawn, asked.size)
    ]
    for each in failed:
        print(f"failed: python -m tests.campaigns {each}")
    return 1 if failed else 0


def held(name: str, drawn: int, size: int | None = None) -> bool:
    """Whether everything held; the tests say what did not."""
    campaign, began = CAMPAIGNS[name], time.monotonic()
    often = size or campaign.whole
    print(f"\n--- {name} --seed {drawn}: {often:,} {campaign.tries}", flush=True)
    environment = os.environ | {"CAMPAIGN_SEED": str(drawn), "CAMPAIGN_SIZE": str(often)}
    done = subprocess.run(campaign.command(drawn), cwd=ROOT, env=environment, check=False)
    said = "FAILED" if done.returncode else "held"
    print(f"--- {name} --seed {drawn}: {said} in {time.monotonic() - began:,.0f} s", flush=True)
    return not done.returncode


def listed() -> list[str]:
    """What there is: the name, the sizes and what is tried."""
    return [
        f"{name:14}{each.whole:>8,}{each.part:>8,} in the checks   {each.tries}"
        for name, each in CAMPAIGNS.items()
    ]


if __name__ == "__main__":
    sys.exit(main())
