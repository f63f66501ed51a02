"""The blood tests of a drug: by their schedule, and week by week after a harm.

It knows nothing of the product's code.
"""

from collections.abc import Iterator

from tests.oracle.diary import BY_TESTS, LAST, WEEK, Diary


def _worried(diary: Diary, until: int, *, harm: bool) -> Iterator[tuple[int, bool]]:
    """Each day, and whether blood is looked at each week, because of what it is not taken for:
    of a hold by an answer, where that tells of a harm."""
    by_answer = diary.holds[-1][0] if harm and diary.held and not diary.ended else None
    run = set[tuple[str, int]]()  # why it is not taken and since when, without a day between
    for day in range(min(diary.days), until + 1):
        at = diary.days.get(day)
        if day <= LAST:
            if not at or at.state == "taken":
                run.clear()
            else:
                run.add((at.why, at.since))
        mark = at or diary.last
        yield (
            day,
            (mark.state == "held" and mark.why == "overdose")
            or (mark.state == "held" and mark.why == "closed" and mark.since == by_answer)
            or any(
                not any(since <= by and on <= day for by, on in diary.recovered.get(why, []))
                for why, since in run
                if why in BY_TESTS
            ),
        )


def repeats(diary: Diary, until: int, *, harm: bool = False) -> Iterator[tuple[int, int]]:
    """Each stretch of such days, up to a last one."""
    first = None
    for day, worried in (*_worried(diary, until, harm=harm), (until + 1, False)):
        if worried and first is None:
            first = day
        elif first is not None and not worried:
            yield first, day
            first = None


def tests(diary: Diary, until: int, *, harm: bool) -> Iterator[int]:
    """Each day on which blood is tested: by the schedule, week by week after a harm."""
    spans = [*repeats(diary, until, harm=harm)]
    usual = {d for d in diary.scheduled(until) if not any(a < d < b for a, b in spans)}
    yield from sorted(usual | {*weekly(diary, until, harm=harm)})


def weekly(diary: Diary, until: int, *, harm: bool = False) -> Iterator[int]:
    """Those after a harm alone."""
    for first, end in repeats(diary, until, harm=harm):
        yield from range(first + WEEK, end, WEEK)
