"""Texts of the product that are tables: the guideline, the words, the lessons."""

from tomli import loads  # compiled where it can be: the library of Python is a third as fast

__all__ = ["loads"]
