"""Counts what lanes did, for the run that they belong to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from connector.periods import Moved
from connector.verdicts import Answered
from netsuite_client.outcomes import Accepted, Add, ChangeApplications, Delete, Operation, Refused, Unanswered, Update


@dataclass
class Delivered:
    """What lanes did, counted."""

    requests: int = 0
    created: int = 0
    accepted: int = 0
    refused: int = 0
    unanswered: int = 0
    linked: int = 0
    checked: int = 0
    held: int = 0
    kinds: Counter[tuple[str, str]] = field(default_factory=Counter)
    """What NetSuite did or refused, by kind of record and by what that was."""

    moved_to: Counter[tuple[str, date]] = field(default_factory=Counter)
    """What was posted in another period than its own, by kind of record and by the day that it has there (rule A-9)."""

    @property
    def moved(self) -> int:
        """How many were posted in another period than their own."""
        return self.moved_to.total()

    def count(self, answered: Iterable[Answered]) -> None:
        """Count what was answered."""
        for one, outcome in answered:
            match outcome:
                case Accepted():
                    self.accepted += 1
                    self.created += isinstance(one.operation, Add)
                    kind, deed = _kind_and_deed(one.operation)
                    self.kinds[kind, deed] += 1
                    if isinstance(one.posting, Moved):
                        self.moved_to[kind, one.posting.to] += 1
                case Refused():
                    self.refused += 1
                    self.kinds[_kind_and_deed(one.operation)[0], "refused"] += 1
                case Unanswered():
                    self.unanswered += 1


def _kind_and_deed(operation: Operation) -> tuple[str, str]:
    """What kind of record an operation is about, and what it does with it."""
    match operation:
        case Add(record=record):
            return record.KIND.value, "created"
        case Update(record=record):
            return record.KIND.value, "updated"
        case ChangeApplications(kind=kind):
            return kind.value, "applied"
        case Delete(kind=kind):
            return kind.value, "withdrawn"
