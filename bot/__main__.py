"""`myotaper <word> ...`: each word imports what it needs, and no more."""

import sys
from importlib import import_module

WORDS = {
    "plan": "bot.commands.plan",
    "response": "bot.commands.response",
    "paper": "bot.commands.paper",
    "chat": "bot.commands.chat",
    "demo": "bot.commands.demo",
    "run": "bot.commands.run",
    "draw": "flows.drawing",
}


def main() -> int:
    """The word has been done; its exit status, or 2 for a word that is not known."""
    word, *arguments = sys.argv[1:] or [""]
    if word not in WORDS:
        asked = word in {"-h", "--help"}
        usage = (
            f"usage: myotaper {{{','.join(WORDS)}}} ...; a word with --help tells what it takes"
        )
        print(usage, file=sys.stdout if asked else sys.stderr)
        return 0 if asked else 2
    done: int = import_module(WORDS[word]).main(arguments)
    return done


if __name__ == "__main__":
    sys.exit(main())
