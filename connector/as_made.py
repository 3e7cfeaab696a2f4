"""A record as it was made, with the origin of each of its values as it was then. Pure; nobody is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from connector.binding import posted
from connector.journal.explaining import short
from connector.journal.family import Member
from connector.lifecycle import State
from connector.periods import Moved
from connector.translation.wanted import Application, LineCopy, Linked, Origin, WantedRecord
from netsuite_client.records import CreditMemo, Record, TransactionLine, with_parts

Origins = Mapping[str, Origin]


@dataclass(frozen=True, kw_only=True)
class _Content:
    """What is to be told of a member: as it went out, or as it is to go out."""

    record: Record | Linked
    digest: str


def as_made(member: Member, kept: Mapping[str, Origins]) -> WantedRecord | None:
    """The record with its origins; None for an application, and where the origins of its content were not kept."""
    content = _content(member)
    origins = kept.get(short(content.digest)) if content else None
    if content is None or origins is None:
        return None
    copied = {**origins, **_copied(content.record, member.copies)}
    wanted = WantedRecord(record=content.record, origins=copied, match=member.match, copies=member.copies)
    if member.posted_on is None or isinstance(member.content, Application):
        return wanted
    moved = posted(replace(wanted, record=member.content), Moved(to=member.posted_on))
    return replace(wanted, origins=moved.origins)


def _content(member: Member) -> _Content | None:
    """What NetSuite was told, else what it is to be told; of a record that is to be changed both in one."""
    wanted, sent = member.content, member.sent
    if isinstance(wanted, Application) or isinstance(sent, Application):
        return None
    if sent is None or isinstance(sent, Linked) or isinstance(wanted, Linked) or member.sent_digest is None:
        return _Content(record=wanted, digest=member.digest)
    if member.sent_digest == member.digest or member.state not in _TO_SEND:
        return _Content(record=sent, digest=member.sent_digest)
    there = member.internal_id is not None
    return _Content(record=with_parts(sent, wanted, member.updates) if there else wanted, digest=member.digest)


_TO_SEND = frozenset({State.INTENDED, State.REFUSED})
"""Where what is wanted is still to be sent."""


def _copied(record: Record | Linked, copies: tuple[LineCopy | None, ...]) -> Origins:
    """What the lines of a memo took over from the invoice when it was sent (rule S-1)."""
    lines = record.lines if isinstance(record, CreditMemo) else ()
    return {
        f"lines[{index}].{name}": Origin(by=f"S-1 as line {copy.line + 1} of {copy.invoice} in NetSuite")
        for index, (line, copy) in enumerate(zip(lines, copies, strict=False))
        for name in _RECOGNITION
        if copy is not None and getattr(line, name) is not None
    }


_RECOGNITION = tuple(each.name for each in fields(TransactionLine) if each.name.startswith("rev_rec_"))
"""The dates of a line's recognition."""
