"""Puts aside, ignores, resolves, takes back and approves: what a person decides of a record without NetSuite's help."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from connector.desk.choosing import the_one
from connector.desk.query import QueryError
from connector.desk.refusal import Refusal
from connector.journal import Dependents, Entry, Ignoring, Journal, Narrowed, Person, Shown
from connector.periods import PERIOD_CAUSES

HOLDS = Narrowed(states=frozenset({Shown.ON_HOLD}))
IN_INBOX = frozenset({Shown.NEEDS_ATTENTION, Shown.IGNORED})
NEVER_SKIPPED = frozenset({Shown.SYNCED, Shown.RUNNING, Shown.WITHDRAWN, Shown.WITHDRAWING, Shown.REVERSED})


def refused(entry: Entry, message: str) -> Refusal:
    """That the state of a record does not allow something (ACT-801)."""
    return Refusal("NOT_IN_THIS_STATE", entry.id, state=entry.shown.value.replace("_", " "), message=message)


def to_skip(journal: Journal, id_: str) -> tuple[Entry, Dependents]:
    """What would be put aside, and with it. Raises Refusal."""
    entry = the_one(journal, id_)
    if entry.shown is Shown.SKIPPED:
        raise refused(entry, "it is put aside already")
    if entry.shown in NEVER_SKIPPED or entry.in_doubt or (entry.internal_id and not entry.is_root):
        raise refused(entry, "only what NetSuite does not have can be put aside")
    return entry, Dependents() if entry.is_root else journal.desk.dependents(entry.id)


def skip(journal: Journal, entry: Entry, person: Person) -> None:
    """Put it aside until somebody wants it again."""
    if entry.is_root:
        journal.desk.skip_root(entry.id, person)
    else:
        journal.desk.skip(entry.id, person)


def ignore(journal: Journal, id_: str, until: str, zone: ZoneInfo, person: Person) -> Entry:
    """Hide its issue until a day, until its object changes (`change`), or for good (`forever`). Raises Refusal."""
    entry = the_one(journal, id_)
    if entry.issue is None or entry.shown not in IN_INBOX:
        raise refused(entry, "only what needs attention can be ignored")
    journal.desk.ignore(entry.issue.id, _ignoring(until, zone), person)
    return entry


def _ignoring(until: str, zone: ZoneInfo) -> Ignoring:
    match until:
        case "change" | "forever":
            return Ignoring(how=until)
        case _:
            return Ignoring(how="date", until=moment_of(until, zone))


def moment_of(text: str, zone: ZoneInfo) -> datetime:
    """The moment at which a day, or a day and a time, begins where the account is. Raises QueryError."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise QueryError(f"{text} is no date: write a day as 2026-04-01, or a moment as 2026-04-01T14:05.") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def resolve(journal: Journal, id_: str, person: Person) -> Entry:
    """A person saw to it: its issue closes; what NetSuite refused, or what could not be made, is put aside."""
    entry = the_one(journal, id_)
    if entry.issue is None or entry.shown not in IN_INBOX:
        raise refused(entry, "only what needs attention can be resolved")
    if entry.shown is Shown.SYNCED or (entry.internal_id and not entry.is_root) or entry.is_finding:
        journal.desk.resolve(entry.issue.id, person)
    else:
        skip(journal, entry, person)
    return entry


def cancel(journal: Journal, id_: str, person: Person) -> Entry:
    """Take a retry back: it is refused, or on hold, as it was before. Raises Refusal."""
    entry = the_one(journal, id_)
    if entry.shown not in {Shown.QUEUED, Shown.RETRYING, Shown.WAITING} or entry.issue is None or entry.in_doubt:
        raise refused(entry, "only a retry can be taken back before it is sent")
    hold = entry.issue.code if entry.issue.code in PERIOD_CAUSES else None
    journal.desk.cancel(entry.id, person, hold=hold)
    return entry


def on_hold(journal: Journal) -> Sequence[Entry]:
    """What waits for a decision or a period."""
    return [entry for entry in journal.desk.entries(HOLDS) if entry.shown is Shown.ON_HOLD]


def reject(journal: Journal, id_: str, person: Person) -> Entry:
    """Put aside what is on hold. Raises Refusal."""
    entry = the_one(journal, id_)
    if entry.shown is not Shown.ON_HOLD:
        raise refused(entry, "only what is on hold can be rejected")
    skip(journal, entry, person)
    return entry


def approve(journal: Journal, id_: str, person: Person) -> Entry:
    """Post it in the next open period although its policy lets it wait. Raises Refusal."""
    entry = the_one(journal, id_)
    if entry.shown is not Shown.ON_HOLD:
        raise refused(entry, "only what is on hold can be approved")
    journal.desk.approve(entry.id, person)
    return entry
