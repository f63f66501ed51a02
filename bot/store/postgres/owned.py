"""Whose database it is: made for this program alone, and all its own."""

from collections.abc import Iterator

from bot.store.postgres.link import Link

OURS = (
    "('kept', 'installation', 'audit', 'audit_begin', 'keyring', 'senders', 'claims', 'chats',"
    " 'paces')"
)
HERE = "relnamespace = current_schema()::regnamespace"
COPY = "'^kept_[0-9]+$'"  # what an upgrade has left
COPIES = f"SELECT relname FROM pg_class WHERE {HERE} AND relname ~ {COPY} ORDER BY relname"  # noqa: S608  fixed words
OTHERS = f"""\
SELECT relname FROM pg_class
 WHERE {HERE} AND relkind IN ('r', 'p', 'f', 'm', 'v') AND relname NOT IN {OURS}
   AND relname !~ {COPY} AND NOT EXISTS (
       SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')
 ORDER BY relname LIMIT 3"""  # noqa: S608  fixed words; what belongs to an extension is the server's
MAY_MAKE = "SELECT coalesce(has_schema_privilege(current_schema(), 'CREATE'), false)"
OF_OTHERS = f"""\
SELECT relname FROM pg_class
 WHERE {HERE} AND relname IN {OURS} AND NOT pg_has_role(relowner, 'USAGE') LIMIT 1"""  # noqa: S608  fixed words


def others(link: Link) -> str:
    """The names of tables of somebody else's, some of them; empty: there are none. Raises
    Unanswered."""
    return ", ".join(name for (name,) in link.run(OTHERS))


def lacking(link: Link) -> Iterator[str]:
    """What the user of the address may not do, with what to do; raises Unanswered."""
    if link.run(MAY_MAKE).fetchone() != (True,):
        yield (
            "the user of the address may make no tables there: make that user the owner of the "
            "database, or GRANT CREATE ON SCHEMA public"
        )
    if there := link.run(OF_OTHERS).fetchone():
        yield (
            f"the table {there[0]} belongs to another user: give all of them to the one of the "
            "address, with REASSIGN OWNED"
        )
