"""The tables of the audit in a database, which refuse the same as those of a file do."""

from bot.store.audit.table import REFUSED, TRIGGERS
from bot.store.disk.folder import ALTERED as WAS_ALTERED
from bot.store.postgres.link import Link

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


BODIES = {
    name: f" BEGIN IF {_spelt(when)} THEN RAISE EXCEPTION '{REFUSED}'; END IF;"
    f" RETURN {'OLD' if what == 'DELETE' else 'NEW'}; END "
    for name, (_, what, when) in TRIGGERS.items()
}
LAID_OUT = LAY_OUT + ";\n".join(
    f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
    f" $${BODIES[name]}$$;\n"
    f"CREATE TRIGGER {name} BEFORE {what} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
    for name, (table, what, _) in TRIGGERS.items()
)
OURS = "('kept', 'installation', 'audit', 'audit_begin', 'keyring')"
THERE = f"""\
SELECT tgname, relname, tgenabled, tgtype, prosrc FROM pg_trigger
  JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid
 WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace AND relname IN {OURS}"""  # noqa: S608  fixed
LET_THROUGH = f"""\
SELECT 1 FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relname IN {OURS}
   AND (relkind <> 'r' OR relhasrules OR relrowsecurity)
UNION ALL SELECT 1 WHERE current_setting('session_replication_role') <> 'origin'"""  # noqa: S608  fixed
BEFORE_EACH_ROW, ALWAYS = 3, "O"  # as the server's own tables have it
KINDS = {"INSERT": 4, "DELETE": 8, "UPDATE": 16}
WANTED = sorted(
    (name, table, ALWAYS, BEFORE_EACH_ROW | KINDS[what], BODIES[name])
    for name, (table, what, _) in TRIGGERS.items()
)
ALTERED = f"the database {WAS_ALTERED}"
MOVES = "ALTER TABLE audit {0} TRIGGER USER; ALTER TABLE audit_begin {0} TRIGGER USER"
LET_IN, GUARDED = MOVES.format("DISABLE"), MOVES.format("ENABLE")


def is_altered(link: Link) -> bool:
    """Whether somebody gave the tables other triggers, rules or functions than this program does,
    or has switched one off; raises Unanswered."""
    there = sorted(tuple(map(_word, row)) for row in link.run(THERE))
    return there != WANTED or link.run(LET_THROUGH).fetchone() is not None


def _word(value: object) -> object:
    """The server tells single characters as bytes."""
    return value.decode() if isinstance(value, bytes) else value
