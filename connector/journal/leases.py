"""A lease on intents, and how intents are found and held under it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, Row, Select, or_, select, update

from connector.journal.rows import Scope
from connector.journal.schema import intent, leaving
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
    def taken(self) -> dict[str, Any]:
        """The columns of an intent that is held under it."""
        return {"lease": self.token, "lease_until": self.scope.now + timedelta(seconds=self.seconds)}


IN_DOUBT = frozenset({State.SENT, State.UNANSWERED, State.OVERTAKEN, State.WITHDRAW_SENT, State.WITHDRAW_UNANSWERED})
"""On its way, or its answer is not known."""


def take(db: Connection, lease: Lease, found: Select[Any], **changes: Any) -> list[Row[Any]]:
    """Hold what is found, in one statement; elsewhere rows that somebody else holds are passed over."""
    free = found.with_for_update(skip_locked=True)
    change = update(intent).where(intent.c.id.in_(free)).values(**lease.taken, **changes)
    return list(db.execute(change.returning(*_COLUMNS)))


_COLUMNS = (
    intent.c.id,
    intent.c.kind,
    intent.c.external_id,
    intent.c.sent_as,
    intent.c.content,
    intent.c.sent_content,
    intent.c.payer,
    intent.c.payee,
    intent.c.internal_id,
    intent.c.attempts,
    intent.c.state,
    intent.c.copies,
    intent.c.updates,
)
SENDING = {"state": move(State.INTENDED, Event.CLAIM).value, "attempts": intent.c.attempts + 1}
WITHDRAWING = {"state": move(State.WITHDRAWING, Event.CLAIM).value, "attempts": intent.c.attempts + 1}
ASKING_AGAIN = {"attempts": intent.c.attempts + 1}
"""What a claim changes of the intents that it takes."""


def ours(scope: Scope, *conditions: ColumnElement[bool]) -> Select[Any]:
    """The connection's intents, the oldest first."""
    return select(intent.c.id).where(intent.c.connection == scope.connection, *conditions).order_by(intent.c.id)


def due(scope: Scope) -> ColumnElement[bool]:
    """Whether the time of an intent has come."""
    return or_(intent.c.not_before.is_(None), intent.c.not_before <= scope.now)


def going(scope: Scope, state: State) -> Select[Any]:
    """What is no longer wanted, and how far that is."""
    return ours(scope, leaving(intent), intent.c.state == state.value, due(scope))
