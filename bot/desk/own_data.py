"""All that is kept of a person, as a file for them."""

from asyncio import sleep
from collections.abc import Iterator

from bot.page import Document, Page, Placed
from bot.page.limits import LIMITS
from bot.page.render import Pages
from bot.page.write import escape
from bot.store import Store
from bot.store.backups.export import Act, Export, PlanFile, written
from bot.store.record.revisions import row_of
from flows.talk.records import PlanRecord, Reminder
from flows.talk.rights import Action, allowed
from flows.talk.turn import Context, Session

NAME, MEDIA_TYPE = "mydata.json", "application/json"


async def own_data(store: Store, pages: Pages, session: Session, context: Context) -> Page:
    """The file, with a warning under it."""
    warning = pages.words["own_data.caption"].format_map(LIMITS)
    file = written(await exported(store, session, context))
    document = Document(name=NAME, media_type=MEDIA_TYPE, data=file)
    return Page(text=escape(warning), place=Placed.NEW, document=document)


async def exported(store: Store, session: Session, context: Context) -> Export:
    """The plans that the person owns and may open, and what they did to those of their teams.

    Others are served meanwhile; a plan that is erased by then is left out.
    """
    person = context.known.person
    own = allowed(Action.OPEN, person, store.plans_of(person.who))
    files = [await _whole(store, each) for each in own]
    return Export(
        made_at=context.now,
        person=person,
        plans=tuple(each for each in files if each),
        acts=tuple(_acts(store, {each.label for each in own}, context)),
        draft=session.draft,
        learnt=context.learnt.chosen,
    )


async def _whole(store: Store, record: PlanRecord) -> PlanFile | None:
    rows, before = [], None
    for number in range(1, record.revision + 1):
        await sleep(0)
        revision = store.plan(record.label, number)
        if revision is None:
            return None
        rows.append(row_of(revision, before))
        before = revision
    return PlanFile(
        label=record.label, revisions=tuple(rows), reminders=store.reminders(record.label)
    )


def _acts(store: Store, own: set[str], context: Context) -> Iterator[Act]:
    person = context.known.person
    teams = sorted({each.team for each in person.memberships if each.team})
    for team in teams:
        theirs = store.plans_of_team(team, beside=own)
        for record in allowed(Action.READ_TODAY, person, theirs):
            yield from _acts_on(record, store.reminders(record.label), person.who)


def _acts_on(record: PlanRecord, reminders: tuple[Reminder, ...], who: int) -> Iterator[Act]:
    label = record.label
    for decided in record.decisions:
        if decided.by == who:
            about = str(decided.revision)
            yield Act(label=label, what="decided", at=decided.at, about=about)
    for entered in record.visited:
        if entered.by == who:
            about = str(entered.visit.number)
            yield Act(label=label, what="visited", at=entered.at, about=about)
    if record.checked_by == who and record.checked_at:
        about = str(record.revision)
        yield Act(label=label, what="checked", at=record.checked_at, about=about)
    for each in reminders:
        if each.by == who and each.at:
            about = each.id.partition("/")[2]
            yield Act(label=label, what="acknowledged", at=each.at, about=about)
