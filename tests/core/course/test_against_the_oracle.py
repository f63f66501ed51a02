"""Courses with decisions against a second way of living them, day by day.

More of them: `python tests/oracle/campaign.py --courses 100000`.
"""

import pytest

from tests.campaigns import seed, size
from tests.oracle.compare import differences
from tests.oracle.course import lived
from tests.oracle.courses import random_courses
from tests.oracle.followed import followed


def test_both_ways_of_following_a_course_agree() -> None:
    first = next(differences(random_courses(300), followed, lived), None)
    assert first is None, str(first)


@pytest.mark.wide
def test_both_ways_of_following_thousands_of_courses_agree() -> None:
    first = next(differences(random_courses(size("courses"), seed(2)), followed, lived), None)
    assert first is None, str(first)
