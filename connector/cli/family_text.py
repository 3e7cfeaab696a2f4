"""A family in other lights: a line for each record, each record as it is kept, and all that was done to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from connector.cli.printing import json_text
from connector.cli.summary import SHOWN_WORDS
from connector.journal import AuditChoice, AuditRow, Family, Journal, Member


def tree_lines(families: Iterable[Family]) -> Iterator[str]:
    """A line for each record under its root, with what it waits for."""
    for family in families:
        yield f"{family.root.kind} {family.root.id}  {family.state}"
        for member in family.members:
            waits = f" for {', '.join(each.external_id for each in member.waits_for)}" if member.waits_for else ""
            kind = member.kind.replace("_", " ")
            yield f"  [{SHOWN_WORDS[member.shown]}{waits}] {kind} {member.external_id}"


def members_of(families: Iterable[Family]) -> Sequence[Member]:
    """Every record once."""
    return list({member.external_id: member for family in families for member in family.members}.values())


def raw_lines(members: Iterable[Member]) -> Iterator[str]:
    """Each record as it is wanted, and as it last went out."""
    for member in members:
        yield f"\n{member.external_id} as it is wanted"
        yield json_text(member.content)
        if member.sent is not None:
            yield f"{member.external_id} as it was sent ({member.sent_as})"
            yield json_text(member.sent)


def history_lines(members: Iterable[Member], done: Iterable[AuditRow]) -> Iterator[str]:
    """Every attempt, and what people did, in the order of time."""
    told = [
        (one.at, f"run {one.run_id}  {one.purpose}  {one.outcome}{_why(one.code, one.message)}  {member.external_id}")
        for member in members
        for one in member.attempts
    ]
    told += [
        (row.at, f"{row.who}  {row.action}  {row.subject['record']}{_why(None, row.reason)}")
        for row in done
        if "record" in row.subject
    ]
    yield "\nHistory"
    yield from (f"  {at:%Y-%m-%d %H:%M:%S}  {text}" for at, text in sorted(told, key=lambda each: each[0]))


def _why(code: str | None, message: str | None) -> str:
    said = ": ".join(filter(None, (code, message)))
    return f" ({said})" if said else ""


def acts_on(journal: Journal, members: Iterable[Member]) -> list[AuditRow]:
    """What people did to these records."""
    return [row for member in members for row in journal.desk.audit_rows(AuditChoice(record=member.external_id))]
