"""Set up this checkout once and run it: `python3 start.py`, `python3 start.py test [quick]`.

Without words it shows the demo page, with `--terminal` the conversation in this terminal, and
where nobody is at a terminal a sample of that. Any other words are the program's own:
`python3 start.py plan --json`. Only the standard library is used, written so that an old Python
can still say which one is needed.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn, TextIO

ROOT = Path(__file__).resolve().parent
LOCK = ROOT / "requirements.lock"
PROJECT = ROOT / "pyproject.toml"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "set-up.json"
OLDEST = (3, 11)
NEWER = ("python3.14", "python3.13", "python3.12", "python3.11")
SETTINGS = {
    "UV_SYSTEM_CERTS": "1",
    "UV_NATIVE_TLS": "1",
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
}


def main(words: list[str]) -> int:
    """The program's exit status; where the set-up did not come to its end, a line says why."""
    try:
        return started(words)
    except KeyboardInterrupt:
        say("Stopped before the end of the set-up: the same command begins it again.")
        return 130
    except OSError as error:
        say(f"Could not set up in {ROOT}: {error.strerror or error} ({error.filename})")
        return 1


def started(words: list[str]) -> int:
    if sys.version_info < OLDEST:
        return with_newer_python(words)
    if not set_up():
        return 1
    if words in (["test"], ["test", "quick"]):
        os.chdir(ROOT)
        return become(str(PYTHON), "-m", "tests.gate", *words[1:])
    return become(str(PYTHON), str(VENV / "bin" / "myotaper"), *wanted(words, sys.stdin))


def wanted(words: list[str], stdin: TextIO) -> list[str]:
    """The program's words: with none the demo, or the conversation where nobody is to see it."""
    if words == ["--terminal"]:
        return ["chat"]
    return words or (["demo"] if stdin.isatty() else ["chat"])


def with_newer_python(words: list[str]) -> int:
    """Start again with a newer Python from the PATH, or say which one is needed."""
    found = next(filter(None, map(shutil.which, NEWER)), None)
    if found:
        become(found, str(ROOT / "start.py"), *words)
    have, need = ("{}.{}".format(*version[:2]) for version in (sys.version_info, OLDEST))
    say(f"myotaper needs Python {need} or newer, and this is Python {have}.")
    say(f"Install one (as python{need}, python3.12 ...) and run this again.")
    return 1


def become(*program: str) -> NoReturn:
    """This process becomes that one: same terminal, same input, same exit status."""
    os.execv(program[0], program)


# --------------------------------------------------------------------------------- set-up


def set_up() -> bool:
    """The environment holds exactly the locked libraries and this project; instant if so."""
    wanted = stamp()
    stale = out_of_date(kept_stamp(), wanted)
    if not stale:
        return True
    if "libraries" in stale:
        say("Setting up in .venv, once: this takes less than a minute.")
        STAMP.unlink(missing_ok=True)
        if not make_environment(VENV):
            return False
        if not install(PYTHON, "--require-hashes", "-r", str(LOCK)):
            return False
    if not install(PYTHON, "--no-index", "--no-deps", "--no-build-isolation", "-e", str(ROOT)):
        return False
    STAMP.write_text(json.dumps(wanted), encoding="utf-8")
    return True


def stamp() -> dict[str, str]:
    """What the environment is made from: scripts in it name the place, so that counts too."""
    return {
        "place": str(ROOT),
        "libraries": hashlib.sha256(LOCK.read_bytes()).hexdigest(),
        "project": hashlib.sha256(PROJECT.read_bytes()).hexdigest(),
    }


def kept_stamp() -> dict[str, str]:
    """The stamp of the last complete set-up, empty when there is none to trust."""
    if not PYTHON.exists():
        return {}
    try:
        kept = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def out_of_date(kept: dict[str, str], wanted: dict[str, str]) -> set[str]:
    """The parts to install again; whatever the libraries need, the project needs after it."""
    changed = {part for part, value in wanted.items() if kept.get(part) != value}
    if changed & {"place", "libraries"}:
        return {"libraries", "project"}
    return changed


def make_environment(folder: Path) -> bool:
    """An empty environment; without pip, which Debian keeps in a package of its own."""
    done = quietly([sys.executable, "-m", "venv", "--clear", "--without-pip", str(folder)])
    if done.returncode:
        say(f"Could not make {folder}: {last_lines(done.stdout, 1).removeprefix('Error: ')}")
    return done.returncode == 0


def install(python: Path, *what: str) -> bool:
    """Install by the first way that works here, or show what every way said."""
    said = []
    for way in ways_to_install(str(python), list(what)):
        for command in way:
            done = quietly(command)
            if done.returncode:
                said.append(f"$ {' '.join(command)}\n{last_lines(done.stdout)}")
                break
        else:
            return True
    say("\n".join(said))
    say("Could not install. It takes a network, and uv, pip or the package python3-venv.")
    return False


def ways_to_install(python: str, what: list[str]) -> list[list[list[str]]]:
    """uv where it is there, else the pip that is here, else a pip of the environment's own."""
    uv = shutil.which("uv")
    with_uv = [[uv, "pip", "install", "--quiet", "--python", python, *what]] if uv else []
    with_pip = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", *what]
    its_own = [
        [python, "-m", "ensurepip"],
        [python, "-m", "pip", "install", "--quiet", *what],
    ]
    return [*([with_uv] if with_uv else []), [with_pip], its_own]


def last_lines(text: str, how_many: int = 12) -> str:
    return "\n".join(text.splitlines()[-how_many:])


def quietly(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=ROOT,
        env={**SETTINGS, **os.environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def say(text: str) -> None:
    """To standard error: standard output belongs to the program."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
