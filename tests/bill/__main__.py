"""The bill of materials and the list of licences are made anew: python -m tests.bill"""

from tests.bill.bill import MADE, ROOT

if __name__ == "__main__":
    for name, makes in MADE.items():
        (ROOT / name).write_text(makes(), encoding="utf-8")
