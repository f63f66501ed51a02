"""The tables of the audit in a database, which refuse the same as those of a file do."""

from bot.store.audit.table import REFUSED, TRIGGERS

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
SPELT = ((" IS NOT ", " IS DISTINCT FROM "), (" IS (", " IS NOT DISTINCT FROM ("))


def _spelt(when: str) -> str:
    """What a trigger of a file refuses, in the words of a database."""
    for ours, theirs in SPELT:
        when = when.replace(ours, theirs)
    return when


LAID_OUT = LAY_OUT + ";\n".join(
    f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$"
    f" BEGIN IF {_spelt(when)} THEN"
    f" RAISE EXCEPTION '{REFUSED}'; END IF;"
    f" RETURN {'OLD' if what == 'DELETE' else 'NEW'}; END $$;\n"
    f"CREATE TRIGGER {name} BEFORE {what} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
    for name, (table, what, when) in TRIGGERS.items()
)
MOVES = "ALTER TABLE audit {0} TRIGGER USER; ALTER TABLE audit_begin {0} TRIGGER USER"
LET_IN, GUARDED = MOVES.format("DISABLE"), MOVES.format("ENABLE")
