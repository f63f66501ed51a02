"""A copy of the checkout in which every alteration waits beside the function it alters."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from difflib import unified_diff
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAMED = "__mutmut_"
SETTINGS = "[mutmut]\nsource_paths=core/\n"  # mutmut asks for one; what it alters is said to it


@dataclass(frozen=True, slots=True, kw_only=True)
class Altered:
    """A module with its alterations: their names, what each is made of, and where it stands."""

    path: str
    source: str  # the module's own text, as a sum
    text: str
    made_of: dict[str, str]  # of each alteration: the function's own text, as a sum
    lines: dict[str, tuple[int, int]]

    def module(self) -> str:
        """As it is imported."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    def shown(self, name: str) -> str:
        """The lines that are altered, and what they are altered to."""
        before, after = (
            [line.replace(each, "") for line in self._text_of(each)]
            for each in (f"{function_of(name)}{NAMED}orig", name)
        )
        lines = (line for line in unified_diff(before, after, n=0) if line[:1] in "-+")
        return "\n".join(f"    {line}" for line in lines if line[:3] not in {"---", "+++"})

    def _text_of(self, name: str) -> list[str]:
        first, last = self.lines[name]
        return [line.rstrip() for line in self.text.splitlines()[first - 1 : last]]


def function_of(name: str) -> str:
    """The function that this is an alteration of."""
    return name.partition(NAMED)[0]


def sum_of(text: str) -> str:
    """A text, as short as it can be told from another."""
    return sha256(text.encode()).hexdigest()[:12]


def copied(place: Path) -> Path:
    """This checkout as it is now; what is there no longer is gone from the copy too."""
    listing = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    files = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True, encoding="utf-8")
    tree = place / "tree"
    shutil.rmtree(tree, ignore_errors=True)
    for each in filter(None, files.stdout.split("\0")):
        if (ROOT / each).is_file():
            (tree / each).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / each, tree / each)
    (tree / "setup.cfg").write_text(SETTINGS, encoding="utf-8")
    return tree


def altered(place: Path, patterns: tuple[str, ...]) -> Iterator[Altered]:
    """Each module of the copy; its alterations are made anew only where its text is another."""
    for name in _modules(place, patterns):
        text = (place / "tree" / name).read_text("utf-8")
        kept = place / "altered" / f"{name}.json"
        done = json.loads(kept.read_text("utf-8")) if kept.exists() else {}
        if done.get("source") != sum_of(text):
            done = asdict(_made(name, text))
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_text(json.dumps(done), encoding="utf-8")
        yield Altered(**done)


def last_altered(place: Path, patterns: tuple[str, ...]) -> Iterator[Altered]:
    """Each module of the copy as it was altered last, whatever the checkout is by now."""
    for name in _modules(place, patterns):
        kept = place / "altered" / f"{name}.json"
        if kept.exists():
            yield Altered(**json.loads(kept.read_text("utf-8")))


def _modules(place: Path, patterns: tuple[str, ...]) -> list[str]:
    tree = place / "tree"
    found = {each for pattern in patterns for each in tree.glob(pattern)}
    return sorted(str(each.relative_to(tree)) for each in found)


def _made(path: str, text: str) -> Altered:
    from mutmut.mutation.file_mutation import mutate_file_contents  # noqa: PLC0415 - the tool's

    made = mutate_file_contents(path, text)
    spans = made.line_span_by_function_name
    return Altered(
        path=path,
        source=sum_of(text),
        text=made.code,
        made_of={
            name: made.hash_by_function_name[function_of(name)] for name in made.mutant_names
        },
        lines={name: (span.start, span.end) for name, span in spans.items()},
    )
