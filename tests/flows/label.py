"""Labels for tests that need many."""

from flows.talk.label import label_from


def label(number: int) -> str:
    """A label of its own for each number."""
    return label_from((1, 2, number // 961, number // 31 % 31, number % 31))
