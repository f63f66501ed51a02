"""The words of `myotaper`, one module for each, and what they read and end with."""
