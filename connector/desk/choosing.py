"""Finds the records that an action is for: by any id, by a query, or by a group of issues."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from connector.desk.inbox import Choice, issues
from connector.desk.query import QueryError, read_query
from connector.desk.refusal import Refusal
from connector.journal import About, Entry, Journal, Narrowed, Shown


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """What a person names: ids, a query, a group of issues, or everything that needs somebody or is on hold.

    With an id comes what is stuck of its object: a memo that was refused belongs to its invoice.
    """

    ids: tuple[str, ...] = ()
    query: str | None = None
    group: str | None = None
    everything: bool = False
    me: str = ""


STUCK = "state:attention,on_hold"
STUCK_STATES = frozenset({Shown.NEEDS_ATTENTION, Shown.ON_HOLD})


def chosen(journal: Journal, choice: Chosen, *, limit: int) -> list[Entry]:
    """The records. Raises QueryError for what there is not, Refusal for more than the limit (ACT-805)."""
    found = _found(journal, choice)
    if len(found) > limit and not choice.everything:
        raise Refusal("BULK_TOO_LARGE", number=f"{len(found):,}", limit=f"{limit:,}")
    return found


def _found(journal: Journal, choice: Chosen) -> list[Entry]:
    if choice.ids:
        return list({entry.id: entry for id_ in choice.ids for entry in _with_what_is_stuck(journal, id_)}.values())
    if choice.group is not None:
        named = {each.id for each in issues(journal, Choice(group=choice.group))}
        if not named:
            raise QueryError(f"There is no open group {choice.group}. See: connector issues")
        return by_ids(journal, named)
    query = read_query(STUCK if choice.everything else choice.query or "", me=choice.me)
    return [entry for entry in journal.desk.entries(query.narrowed) if query.fits(entry)]


def _with_what_is_stuck(journal: Journal, id_: str) -> list[Entry]:
    """The records of an id, and what needs somebody or is on hold of the object that it names, or is needed by it."""
    about = journal.find(id_)
    families = (journal.family(root) for root in about.roots if root.id == id_)
    members = {member.external_id for family in families if family for member in family.members}
    stuck = [entry for entry in by_ids(journal, members) if entry.shown in STUCK_STATES] if members else []
    return [*_known_as(journal, id_, about), *stuck]


def by_ids(journal: Journal, ids: Collection[str]) -> list[Entry]:
    """The records of these very ids."""
    return [entry for entry in journal.desk.entries(Narrowed(ids=frozenset(ids))) if entry.id in ids]


def of_id(journal: Journal, id_: str) -> Sequence[Entry]:
    """The record of any id, else the records of the object that it names. Raises QueryError."""
    return _known_as(journal, id_, journal.find(id_))


def _known_as(journal: Journal, id_: str, about: About) -> Sequence[Entry]:
    if itself := by_ids(journal, {*about.external_ids, id_}):
        return itself
    roots = frozenset(root.id for root in about.roots if root.id == id_)
    found = list(journal.desk.entries(Narrowed(ids=roots))) if roots else []
    if not found:
        raise QueryError(f"Nothing is recorded of {id_}. Ids that work: in_…, ch_…, cus_…, re_…, invoice:456.")
    return found


def the_one(journal: Journal, id_: str) -> Entry:
    """The single record of an id; with several, the one that needs somebody. Raises QueryError."""
    found = of_id(journal, id_)
    stuck = [entry for entry in found if entry.issue is not None]
    if len(found) == 1 or len(stuck) == 1:
        return found[0] if len(found) == 1 else stuck[0]
    raise QueryError(f"{id_} stands for several records: {', '.join(entry.id for entry in found)}. Name one.")
