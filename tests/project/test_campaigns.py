"""The campaigns: each is listed, no smaller than its part, and can be played again by its seed."""

import re
import subprocess
import sys

import pytest
from hypothesis import settings

from tests import campaigns
from tests.campaigns import CAMPAIGNS, some

USES = re.compile(r'\b(?:size|first_of)\("(\w+)"')


@pytest.mark.parametrize("name", CAMPAIGNS)
def test_a_campaign_is_its_part_and_more_in_tests_that_exist(name, root):
    campaign = CAMPAIGNS[name]
    assert 0 < campaign.part < campaign.whole
    for each in campaign.tests.split():
        path, _, test = each.partition("::")
        text = (root / path).read_text(encoding="utf-8")
        assert f"def {test}" in text
        if name == "properties":
            assert re.search(r"^@given\(", text, re.M)
        else:
            assert name in USES.findall(text)


def test_every_size_in_a_test_belongs_to_a_campaign(root):
    used = {
        name
        for path in (root / "tests/conftest.py", *(root / "tests").rglob("test_*.py"))
        for name in USES.findall(path.read_text(encoding="utf-8"))
    }
    assert used == set(CAMPAIGNS)


def test_a_property_is_tried_so_often_in_the_checks_and_in_its_campaign():
    profiles = [settings.get_profile(name) for name in ("steady", "campaign")]
    assert [each.max_examples for each in profiles] == [CAMPAIGNS["properties"].part] * 2


@pytest.mark.parametrize("many", [0, 3, 5, 8, 10, 11])
def test_some_are_those_that_are_always_there_and_others_as_many_as_are_wanted(many):
    of = list(range(10))
    found = some(of, many, lambda each: each in {4, 9})
    assert found == sorted(found)
    assert {4, 9} <= {*found} <= {*of}
    assert len(found) == min(10, max(2, many))
    assert found == some(of, many, lambda each: each in {4, 9})


def test_the_page_of_the_tests_lists_every_campaign(root):
    page = (root / "tests/README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(\w+)` \|", page, re.M)) == set(CAMPAIGNS)


def test_the_checks_play_the_same_part_each_time():
    assert campaigns.size("screens") == CAMPAIGNS["screens"].part
    assert campaigns.seed(7) == 7


def test_the_command_plays_the_whole_from_the_seed_it_is_given(monkeypatch):
    monkeypatch.setattr(campaigns, "SEED", "3")
    assert campaigns.size("screens") == CAMPAIGNS["screens"].whole
    assert campaigns.seed(7) == 3_000_007
    assert "--hypothesis-seed=3" in CAMPAIGNS["sequences"].command(3)


def test_a_failure_is_named_so_that_it_can_be_played_again(monkeypatch, capsys):
    monkeypatch.setattr(campaigns, "held", lambda _name, drawn, _size: drawn != 8)
    assert campaigns.main(["screens", "oracle", "--seed", "7", "--times", "2"]) == 1
    assert capsys.readouterr().out == (
        "failed: python -m tests.campaigns screens --seed 8\n"
        "failed: python -m tests.campaigns oracle --seed 8\n"
    )


def test_without_a_name_it_lists_what_there_is(root):
    command = (sys.executable, "-m", "tests.campaigns")
    said = subprocess.check_output(command, cwd=root, encoding="utf-8")
    assert [line.split()[0] for line in said.splitlines()] == list(CAMPAIGNS)
