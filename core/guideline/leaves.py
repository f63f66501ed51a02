"""The leaves of the guideline: a statement with the kind of value that it carries."""

from collections.abc import Mapping
from decimal import Decimal

from core.evidence import Fact

Statement = Fact[None]
Number = Fact[Decimal]
Numbers = Fact[tuple[Decimal, ...]]
Whole = Fact[int]
Wholes = Fact[tuple[int, ...]]
Terms = Fact[tuple[str, ...]]
Checklist = Mapping[str, Fact[None]]
