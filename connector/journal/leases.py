"""A lease on intents, and how intents are found and held under it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Integer,
    Row,
    Select,
    String,
    bindparam,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.sql.dml import ReturningUpdate

from connector.journal.rows import OURS, Scope
from connector.journal.schema import Moment, found_in, intent, leaving
from connector.lifecycle import Event, State, move


@dataclass(frozen=True, kw_only=True)
class Lease:
    """What a claim gives: a token that nobody else has, and until when it counts; `lanes` claim side by side."""

    scope: Scope
    seconds: float
    limit: int
    lanes: int = 1
    token: str = field(default_factory=lambda: uuid4().hex)

    @property
    def says(self) -> dict[str, object]:
        """What statements leave open: whose intents, at which moment, for whom and until when, and how many at most."""
        until = self.scope.now + timedelta(seconds=self.seconds)
        return {**asked(self.scope), "token": self.token, "until": until, "most": self.limit}


def asked(scope: Scope) -> dict[str, object]:
    """What statements leave open that hold nothing."""
    return {"ours": scope.connection, "moment": scope.now}


NOW, TOKEN = bindparam("moment", type_=Moment()), bindparam("token", type_=String())
MOST = bindparam("most", type_=Integer())
"""What statements leave open, so that each of them is made once and not for each claim anew."""


IN_DOUBT = frozenset({State.SENT, State.UNANSWERED, State.OVERTAKEN, State.WITHDRAW_SENT, State.WITHDRAW_UNANSWERED})
"""On its way, or its answer is not known."""


_COLUMNS = (
    intent.c.id,
    intent.c.kind,
    intent.c.external_id,
    intent.c.sent_as,
    intent.c.content,
    intent.c.digest,
    intent.c.sent_content,
    intent.c.payer,
    intent.c.payee,
    intent.c.internal_id,
    intent.c.attempts,
    intent.c.approved_by,
    intent.c.state,
    intent.c.copies,
    intent.c.updates,
)
SENDING = {"state": move(State.INTENDED, Event.CLAIM).value, "attempts": intent.c.attempts + 1}
WITHDRAWING = {"state": move(State.WITHDRAWING, Event.CLAIM).value, "attempts": intent.c.attempts + 1}
ASKING_AGAIN = {"attempts": intent.c.attempts + 1}
"""What a claim changes of the intents that it takes."""


def taking(
    found: Select[Any], changes: Mapping[str, Any], columns: Sequence[Column[Any]] = _COLUMNS
) -> ReturningUpdate[Any]:
    """The statement that holds what is found; elsewhere rows that somebody else holds are passed over."""
    free = found.with_for_update(skip_locked=True)
    change = update(intent).where(intent.c.id.in_(free))
    return change.values(lease=TOKEN, lease_until=bindparam("until"), **changes).returning(*columns)


def take(db: Connection, lease: Lease, statement: ReturningUpdate[Any], **given: object) -> list[Row[Any]]:
    """Hold what a `taking` finds, with what else it leaves open."""
    return list(db.execute(statement, {**lease.says, **given}).all())


def counting(found: Select[Any]) -> Select[Any]:
    """The statement that counts what is found, up to a limit."""
    return select(func.count()).select_from(found.limit(MOST).subquery("found"))


def count(db: Connection, lease: Lease, statement: Select[Any], most: int) -> int:
    """How many a `counting` finds, up to `most`."""
    return int(db.scalar(statement, {**lease.says, "most": most}) or 0)


def ours(*conditions: ColumnElement[bool]) -> Select[Any]:
    """The connection's intents, the oldest first."""
    return select(intent.c.id).where(intent.c.connection == OURS, *conditions).order_by(intent.c.id)


DUE = or_(intent.c.not_before.is_(None), intent.c.not_before <= NOW)
"""Whether the time of an intent has come."""


def going(state: State) -> Select[Any]:
    """What is no longer wanted, and how far that is."""
    return ours(leaving(intent), intent.c.state == state.value, DUE)


HELD_NOW = (intent.c.connection == OURS, intent.c.lease.is_not(None), intent.c.lease_until > NOW)
"""What lanes have in hand."""


def lanes_holding(state: State) -> Select[Any]:
    """How many lanes hold intents of a state."""
    return select(func.count(intent.c.lease.distinct())).where(*HELD_NOW, found_in(intent.c.state, state))
