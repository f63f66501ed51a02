"""The tables of the audit in a database, which refuse the same as those of a file do."""

from bot.store.audit.table import REFUSED

BEGINNING = "(SELECT max(seq) FROM audit_begin)"
LAY_OUT = """\
CREATE TABLE audit (
    seq BIGINT PRIMARY KEY, utc TEXT COLLATE "C" NOT NULL, actor TEXT NOT NULL,
    action TEXT NOT NULL, plan TEXT NOT NULL, revision BIGINT NOT NULL, reason TEXT NOT NULL,
    prev TEXT NOT NULL, hash TEXT NOT NULL
);
CREATE TABLE audit_begin (
    seq BIGINT PRIMARY KEY, utc TEXT NOT NULL, hash TEXT NOT NULL, seal TEXT NOT NULL
);
"""
WHERE = {  # what is done, to which table, and when it is refused
    "audit_follows": (
        "INSERT",
        "audit",
        f"NEW.seq IS DISTINCT FROM 1 + coalesce((SELECT max(seq) FROM audit), "  # noqa: S608  fixed
        f"{BEGINNING}, 0)",
    ),
    "audit_stays": ("DELETE", "audit", f"OLD.seq > coalesce({BEGINNING}, 0)"),
    "audit_unaltered": ("UPDATE", "audit", "true"),
    "audit_begins": (
        "INSERT",
        "audit_begin",
        f"NEW.seq <= coalesce({BEGINNING}, 0) OR NOT EXISTS"  # noqa: S608  fixed words
        " (SELECT 1 FROM audit WHERE seq = NEW.seq AND hash = NEW.hash)",
    ),
    "audit_begin_stays": ("DELETE", "audit_begin", f"OLD.seq = {BEGINNING}"),
    "audit_begin_unaltered": ("UPDATE", "audit_begin", "true"),
}
LAID_OUT = LAY_OUT + ";\n".join(
    f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$"
    f" BEGIN IF {when} THEN"
    f" RAISE EXCEPTION '{REFUSED}'; END IF;"
    f" RETURN {'OLD' if what == 'DELETE' else 'NEW'}; END $$;\n"
    f"CREATE TRIGGER {name} BEFORE {what} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
    for name, (what, table, when) in WHERE.items()
)
MOVES = "ALTER TABLE audit {0} TRIGGER USER; ALTER TABLE audit_begin {0} TRIGGER USER"
LET_IN, GUARDED = MOVES.format("DISABLE"), MOVES.format("ENABLE")
