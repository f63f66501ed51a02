"""The table of hazards in tests/README.md is made anew: python -m tests.hazards"""

from tests.hazards.table import PAGE, page

if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
