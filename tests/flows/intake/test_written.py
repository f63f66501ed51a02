"""Whatever the intake asks and reads back is written as every other text."""

from bot.page.render import Seat
from tests.bot.page.screens import PAGES
from tests.flows.intake.walk import prompts
from tests.lint.display import hits


def test_every_prompt_breaks_no_rule_of_writing() -> None:
    seat, known, found = Seat(chat=7, who=7), set[str](), list[object]()
    for seen in prompts():
        for reply in seen.turn.replies:
            texts = {page.text for page in PAGES.pages(reply, seat)} - known
            known |= texts
            found += [(text, hit) for text in texts for hit in hits(text, fragment=True)]
    assert len(known) > 200
    assert found == []
