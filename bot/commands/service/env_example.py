"""`python -P -m bot.commands.service.env_example`: deploy/env.example, from the settings."""

import ast
import inspect
import sys
from collections.abc import Iterator, Mapping
from datetime import time
from itertools import pairwise
from types import MappingProxyType

from bot.settings import PREFIX, READERS, Settings

HEAD = """\
# Settings of one installation: copy to /etc/myotaper/env, mode 0600, owned by root.
# README.md of the project says more of each. Those that begin with # stand at what they are
# without a line, or are off."""
SERVICE: Mapping[str, str] = MappingProxyType(
    {  # what a service sets, empty where somebody has to
        "token": "",
        "prescribers": "",
        "administrators": "",
        "data": "/var/lib/myotaper",
        "region": "us",
        "timezone": "UTC",
    }
)
OFF: Mapping[str, str] = MappingProxyType(
    {  # what is off without a line, as an example
        "database": "postgresql://myotaper@/myotaper?host=/run/postgresql",
        "keys": "/var/lib/myotaper-keys",
        "backups": "/var/lib/myotaper-backups",
        "audit_head": "/var/lib/myotaper-audit/heads",
        "alarm": "/usr/local/bin/tell-somebody",
        "webhook": "https://bot.example.org/updates",
        "webhook_secret": "",
        "metrics": "127.0.0.1:9464",
    }
)


NETWORK = """\
# Only where the Bot API is reached through a proxy, or shows a certificate of your own authority.
#HTTPS_PROXY=http://proxy.example:3128
#NO_PROXY=localhost
#SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt"""


def example() -> str:
    """The whole file."""
    return "\n\n".join((HEAD, *map("\n".join, _settings()), NETWORK)) + "\n"


def _settings() -> Iterator[tuple[str, str]]:
    meanings = _meanings()
    for name in READERS:
        line = f"{PREFIX}{name.upper()}={_value(name)}"
        yield f"# {meanings[name]}", line if name in SERVICE else f"#{line}"


def _value(name: str) -> str:
    """What the line says."""
    if name in SERVICE:
        return SERVICE[name]
    usual = getattr(Settings(), name)
    if usual is None:
        return OFF[name]
    if isinstance(usual, tuple):
        return f"{usual[0]}:{usual[1]}"
    return f"{usual:%H:%M}" if isinstance(usual, time) else str(usual)


def _meanings() -> Mapping[str, str]:
    """What stands below each setting where it is declared, in one line."""
    (declared,) = ast.parse(inspect.getsource(Settings)).body
    body = declared.body if isinstance(declared, ast.ClassDef) else []
    return {
        field.target.id: " ".join(text.value.value.split())
        for field, text in pairwise(body)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
        and isinstance(text.value.value, str)
    }


if __name__ == "__main__":
    sys.stdout.write(example())
