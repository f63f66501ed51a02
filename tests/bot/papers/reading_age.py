"""How hard a text is to read, in school years: the grade of Flesch and Kincaid."""

import re
from collections.abc import Iterable

WORD = re.compile(r"[A-Za-z]+(?:'[a-z]+)?")
SENTENCE = re.compile(r"[.?!](?:\s|$)")
VOWELS = re.compile(r"[aeiouy]+")
SILENT = re.compile(r"(?:[^aeiouylr]e|[^aeiouytd]ed|[^aeiouscxzg]es)$")


def grade(lines: Iterable[str]) -> float:
    """The school year that reads these lines; 6 is an age of about 11. A line ends a sentence."""
    sentences = [part for line in lines for part in SENTENCE.split(line) if WORD.search(part)]
    words = [word.lower() for part in sentences for word in WORD.findall(part)]
    spoken = sum(map(syllables, words))
    return 0.39 * len(words) / len(sentences) + 11.8 * spoken / len(words) - 15.59


def syllables(word: str) -> int:
    """Groups of vowels, without a silent ending."""
    groups = len(VOWELS.findall(word))
    return max(1, groups - bool(SILENT.search(word)))
