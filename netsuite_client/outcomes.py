"""What can be asked of NetSuite, and what became of it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from netsuite_client.records import Kind, Record


@dataclass(frozen=True, kw_only=True)
class Apply:
    """Part of a payer used on one document.

    `doc` is the document's internal id; `amount` is in the payer's currency, zero takes the application back.
    """

    doc: str
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class Add:
    """Add a record, with the applications that are ready."""

    record: Record
    applies: tuple[Apply, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ChangeApplications:
    """Change what an accepted payer is used on; applications that are not named stay."""

    kind: Kind
    internal_id: str
    applies: tuple[Apply, ...]


@dataclass(frozen=True, kw_only=True)
class Update:
    """Change these parts of an accepted record, each named by its attribute or added field; all others stay.

    Lists keep the members that they have: a currency of a customer is added, none is taken away.
    """

    internal_id: str
    record: Record
    parts: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Delete:
    """Delete a record. NetSuite refuses while others are linked to it, and in a closed period."""

    kind: Kind
    internal_id: str


Operation = Add | Update | ChangeApplications | Delete


class Meaning(StrEnum):
    """What a refusal asks for."""

    PASSING = "passing"
    """Trouble that passes: nothing was done, try later."""
    DATA = "data"
    """This record cannot go in as it is."""
    CONFIGURATION = "configuration"
    """The account or the role must be changed first."""
    ALREADY_EXISTS = "already exists"
    """Look at the record that is there."""


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """NetSuite has it, under this internal id."""

    internal_id: str


@dataclass(frozen=True, kw_only=True)
class Refused:
    """NetSuite said no, and nothing was done: its code, its text, and what that asks for."""

    code: str
    message: str
    meaning: Meaning


@dataclass(frozen=True, kw_only=True)
class Unanswered:
    """No answer, which is not "no": it may have been done. `reason` is for people."""

    reason: str


Outcome = Accepted | Refused | Unanswered


Turn = Callable[[], AbstractContextManager[object]]
"""What is entered for as long as NetSuite is asked: an account answers only so many requests at once."""
