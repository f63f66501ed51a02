"""`python -m tests.deploy`: the files of deploy/ before the linters of their own kind.

Some come from the package index into an environment of their own, once; the others are used where
the machine has them. A linter that is not there is named, and what it would have read is unread.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
REQUIRED = Path(__file__).with_name("requirements.txt")
FOLDER = ROOT / ".venv" / "deploy"
CLUSTER = "1.32"  # the version of Kubernetes whose schema is used


def set_up() -> None:
    """Its linters are there."""
    done = FOLDER / "required.txt"
    if not done.exists() or done.read_text("utf-8") != REQUIRED.read_text("utf-8"):
        print(f"setting up the linters in {FOLDER.name}, once", file=sys.stderr, flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(FOLDER)], check=True)
        python = FOLDER / "bin" / "python"
        fetched = [python, "-m", "pip", "install", "--quiet", "-r", str(REQUIRED)]
        subprocess.run(fetched, check=True)
        done.write_text(REQUIRED.read_text("utf-8"), "utf-8")


def commands(place: Path) -> Iterator[tuple[str, list[object]]]:
    """What each file is read by; `place` is a folder for what is made meanwhile."""
    own = FOLDER / "bin"
    yield "Dockerfile", [own / "hadolint", DEPLOY / "Dockerfile"]
    schema = [own / "check-jsonschema", "--builtin-schema", "vendor.compose-spec"]
    yield "compose", [*schema, *sorted(DEPLOY.glob("compose*.yml"))]
    strict = [own / "kubernetes-validate", "--strict", "-k", CLUSTER]
    for each in sorted(DEPLOY.rglob("kustomization.yaml")):
        shape, applied = each.parent.name, place / f"{each.parent.name}.yaml"
        yield f"{shape}, rendered", ["kubectl", "kustomize", each.parent, "--output", applied]
        if applied.exists():
            yield f"{shape}, as it is applied", [*strict, applied]
    yield "pod for a restore", [*strict, DEPLOY / "kubernetes/restore/pod.yaml"]
    monitoring = DEPLOY / "monitoring"
    yield "alerts", ["promtool", "check", "rules", monitoring / "alerts.yml"]
    yield "tests of alerts", ["promtool", "test", "rules", monitoring / "alerts_test.yml"]
    unit = place / "myotaper.service"
    unit.write_text(
        (DEPLOY / "myotaper.service")
        .read_text("utf-8")
        .replace("/opt/myotaper/venv/bin/myotaper", sys.executable),
        "utf-8",
    )  # it has to be there
    yield "service", ["systemd-analyze", "verify", unit]


def main() -> int:
    """How many were not as they should be; 0 also where a linter is not there, which is said."""
    set_up()
    failed = 0
    with TemporaryDirectory(prefix="myotaper-") as name:
        for what, command in commands(Path(name)):
            program = shutil.which(str(command[0]))
            if program is None:
                print(f"NOT READ  {what}: there is no {command[0]} here")
                continue
            read = subprocess.run(
                [program, *map(str, command[1:])], capture_output=True, text=True, check=False
            )
            failed += read.returncode != 0
            print(f"{'ok' if read.returncode == 0 else 'NOT OK':<9} {what}")
            if read.returncode:
                print(read.stdout + read.stderr)
    return failed


if __name__ == "__main__":
    sys.exit(main())
