"""The tables of the audit, which refuse whatever does not add to them; and where its chain begins.

Only what is older than the newest beginning may go, and a beginning names an entry that is there.
"""

from bot.store.engine import Writes

REFUSED = "the audit is only added to"
BEGINNING = "SELECT max(seq) FROM audit_begin"
TABLES = {
    "audit": "CREATE TABLE audit (seq INTEGER PRIMARY KEY, utc TEXT NOT NULL, actor TEXT NOT NULL,"
    " action TEXT NOT NULL, plan TEXT NOT NULL, revision INTEGER NOT NULL, reason TEXT NOT NULL,"
    " prev TEXT NOT NULL, hash TEXT NOT NULL)",
    "audit_begin": "CREATE TABLE audit_begin (seq INTEGER PRIMARY KEY, utc TEXT NOT NULL,"
    " hash TEXT NOT NULL, seal TEXT NOT NULL)",
}
TRIGGERS = {  # name: the table, before what, and when it is refused
    "audit_follows": (
        "audit",
        "INSERT",
        "NEW.seq IS NOT 1 + coalesce((SELECT max(seq) FROM audit),"  # noqa: S608  fixed words
        f" ({BEGINNING}), 0)",
    ),
    "audit_stays": ("audit", "DELETE", f"OLD.seq > coalesce(({BEGINNING}), 0)"),
    "audit_unaltered": ("audit", "UPDATE", "TRUE"),
    "audit_begins": (
        "audit_begin",
        "INSERT",
        f"NEW.seq <= coalesce(({BEGINNING}), 0) OR NOT EXISTS"  # noqa: S608  fixed words
        " (SELECT 1 FROM audit WHERE seq = NEW.seq AND hash = NEW.hash)",
    ),
    "audit_begin_stays": ("audit_begin", "DELETE", f"OLD.seq IS ({BEGINNING})"),
    "audit_begin_unaltered": ("audit_begin", "UPDATE", "TRUE"),
}
STATEMENTS = {
    **TABLES,
    **{
        name: f"CREATE TRIGGER {name} BEFORE {what} ON {table} WHEN {when}"
        f" BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
        for name, (table, what, when) in TRIGGERS.items()
    },
}


def laid_out(connection: Writes) -> None:
    """The tables of the audit are there, empty."""
    for statement in STATEMENTS.values():
        connection.execute(statement)
