"""Set up this checkout once and run it: `python3 start.py`, `python3 start.py test`.

Without words it shows the demo page, with `--terminal` the conversation in this terminal, and
where nobody is at a terminal a sample of that. Any other words are the program's own:
`python3 start.py plan --json`. Only the standard library is used, written so that an old Python
can still say which one is needed.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
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
CLOSING = re.compile(r"\d+ (?:passed|failed|errors?|skipped|xfailed|deselected)\b.* in [\d.]+s\b")
EXAMPLE = (
    "plan --weight 72 --subtype dermatomyositis --severity severe --ild no --start 2026-11-23"
)


def main(words: list[str]) -> int:
    if sys.version_info < OLDEST:
        return with_newer_python(words)
    if not set_up():
        return 1
    if words == ["test"]:
        return check(CHECKS)
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
        say(f"Could not make {folder}:\n{done.stdout}")
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


# --------------------------------------------------------------------------------- checks


def check(checks: dict[str, tuple[str, ...]]) -> int:
    """Run every check, also after a failure; list them all, pytest's closing line last."""
    results, closing = [], ""
    for name, command in checks.items():
        print(f"\n--- {name}: {' '.join(command)}", flush=True)
        began = time.monotonic()
        status, output = wheel() if name == "wheel" else run(command)
        results.append((name, status, time.monotonic() - began))
        closing = (closing_lines(output) or [closing])[-1]
    print("\n--- summary")
    for name, status, seconds in results:
        print(f"{'FAILED' if status else 'ok':8}{name:20}{seconds:8.1f} s")
    failed = [name for name, status, _ in results if status]
    print(f"Failed: {', '.join(failed)}" if failed else "Every check passed.")
    print(closing, flush=True)
    return 1 if failed else 0


def run(command: tuple[str, ...], folder: Path = ROOT) -> tuple[int, str]:
    """Run a command of the environment, showing its output as it comes; status and output."""
    heard = []
    with subprocess.Popen(
        [str(VENV / "bin" / command[0]), *command[1:]],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as child:
        for line in child.stdout or ():
            print(line, end="", flush=True)
            heard.append(line)
    return child.returncode, "".join(heard)


def closing_lines(output: str) -> list[str]:
    return [found.group() for found in CLOSING.finditer(output)]


def wheel() -> tuple[int, str]:
    """Build the wheel, install it in a fresh environment and make a plan from elsewhere."""
    with tempfile.TemporaryDirectory(prefix="myotaper-") as name:
        place = Path(name)
        build = ("python", "-P", "-m", "build", "--wheel", "--no-isolation")
        status, output = run((*build, "--outdir", name, str(ROOT)), place)
        if status:
            return status, output
        fresh, (built,) = place / "venv", place.glob("*.whl")
        if not make_environment(fresh):
            return 1, output
        lend_libraries(fresh)
        if not install(fresh / "bin" / "python", "--no-index", "--no-deps", str(built)):
            return 1, output
        return run((str(fresh / "bin" / "myotaper"), *EXAMPLE.split()), place)


def lend_libraries(fresh: Path) -> None:
    """The fresh environment sees the locked libraries, and not this checkout, offline."""
    (inside,) = fresh.glob("lib/python*/site-packages")
    (lender,) = VENV.glob("lib/python*/site-packages")
    (inside / "lent.pth").write_text(f"{lender}\n", encoding="utf-8")


def coverage_of(package: str, least: int) -> tuple[str, ...]:
    return ("coverage", "report", f"--include={package}/*", f"--fail-under={least}")


CHECKS = {
    "format": ("ruff", "format", "--check", "."),
    "lint": ("ruff", "check", "."),
    "imports": ("lint-imports",),
    "wheel": ("myotaper", *EXAMPLE.split()),
    "types": ("mypy",),
    "tests": ("pytest", "-n", "2", "-m", "not wide", "--cov", "--cov-report="),
    "wide tests": ("pytest", "-n", "2", "-m", "wide"),
    "coverage of core": coverage_of("core", 100),
    "coverage of flows": coverage_of("flows", 100),
    "coverage of bot": coverage_of("bot", 95),
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
