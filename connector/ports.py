"""What collection and delivery need of the outside, as small as they need it. Each docstring is the promise."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Protocol

from connector.lifecycle import Event
from connector.mapping.by_hand import ByHand
from connector.translation.own_links import NamedRecord
from connector.translation.wanted import Application, CounterRecord, LineCopy, Linked, Match, Translation
from netsuite_client.account import AccountFacts, Balance, Found, Sought
from netsuite_client.outcomes import Apply, Operation, Outcome, Turn
from netsuite_client.records import Kind, Record, Ref
from stripe_client.objects import Changes, Family, Plain, Read, Root

FAMILIES_KEPT_MAX = 250
"""How many families of each kind the journal keeps to try other mappings on: those that were read last."""


class Clock(Protocol):
    """Tells the time. Nothing else does."""

    def now(self) -> datetime:
        """The present moment, in UTC."""
        ...

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        ...


class Source(Protocol):
    """Reads Stripe. An event only says when to look; what is true is read afresh."""

    def changes(self, cursor: str | None) -> Iterator[Changes]:
        """Pages of families that may have changed since the cursor, each with the cursor after it.

        None begins the first listing. A cursor that was stored resumes where its page ended: what follows may
        repeat families and never leaves one out.
        """
        ...

    def families(self, roots: Sequence[Root]) -> Iterator[Read]:
        """These families afresh, one for each root, in any order."""
        ...

    def families_with_kin(self, roots: Mapping[Root, int | None]) -> Iterator[Read]:
        """These families afresh, and those whose records depend on what happened to them.

        With each root comes the POSIX second of its creation where it is known: many are then read in fewer requests.
        """
        ...

    def objects(self, ids: Collection[str]) -> Mapping[str, Plain]:
        """Objects of any kind by their ids; those that Stripe does not have, or of an unknown kind, are left out."""
        ...


class Erp(Protocol):
    """Writes to NetSuite, and asks what it has.

    Raises Busy and LoginRefused when nothing was done, RequestRefused when the whole request was refused and
    nothing was done, Unreachable when a question got no answer or nothing could be sent.
    """

    def send(self, operations: Sequence[Operation], *, turn: Turn = nullcontext) -> tuple[Outcome, ...]:
        """Send operations of one type in one request, within a `turn` of ours; an outcome for each, in order."""
        ...

    def find(self, external_ids: Sequence[str]) -> tuple[Found, ...]:
        """Every record that has one of these external ids, in whatever letter case and of whatever type."""
        ...

    def search(self, sought: Sequence[Sought]) -> Mapping[Sought, tuple[Found, ...]]:
        """Every record that each of these describes, an entry for each of them."""
        ...

    def applications(self, payers: Sequence[str]) -> Mapping[str, tuple[Apply, ...]]:
        """What these payers (internal ids) are used on now."""
        ...

    def balances(self, internal_ids: Sequence[str]) -> Mapping[str, Balance]:
        """Total and remaining amount of these transactions; one that is gone is absent."""
        ...

    def read(self, refs: Sequence[Ref]) -> tuple[Record | None, ...]:
        """These records as NetSuite has them now, None for one that is gone."""
        ...

    def account_facts(self) -> AccountFacts:
        """Currencies, periods, accounts, line columns and features of the account."""
        ...


class Purpose(StrEnum):
    """What a claimed batch is for. One request serves it."""

    UPDATE = "update"
    ADD = "add"
    APPLY = "apply"
    LOOK_UP = "look up"
    CHECK = "check"
    WITHDRAW = "withdraw"
    LOOK_UP_WITHDRAWAL = "look up withdrawal"


@dataclass(frozen=True, kw_only=True)
class ClaimedRecord:
    """A record in our hands. `sent_as` is the external id that NetSuite is told (rule I-1).

    By `digest` the journal knows later whether something newer is wanted.

    `copies` says which invoice lines its lines copy (rule S-1). For a look-up `record` is the content of the attempt
    that got no answer, for a withdrawal what NetSuite has. `fruitless` counts the tries that NetSuite gave no answer
    to and did nothing about; `attempts` all claims. `updates` are the parts to be changed, or that may have been, of
    a record that NetSuite has, and `sent` is the record as it went out before. `approved` says that a person lets it
    post in the next open period.
    """

    intent_id: int
    external_id: str
    sent_as: str
    record: Record | Linked
    digest: str = ""
    match: Match | None = None
    internal_id: str | None = None
    attempts: int = 0
    fruitless: int = 0
    copies: tuple[LineCopy | None, ...] = ()
    updates: frozenset[str] = frozenset()
    sent: Record | Linked | None = None
    approved: bool = False

    @property
    def is_sought(self) -> bool:
        """Whether NetSuite is asked for it before anything is added."""
        return isinstance(self.record, Linked) or self.match is not None


@dataclass(frozen=True, kw_only=True)
class ClaimedApplication:
    """An application in our hands; for a look-up, as it was in the attempt that got no answer.

    `leaving` means that it is to be taken back.
    """

    intent_id: int
    application: Application
    leaving: bool = False
    attempts: int = 0
    fruitless: int = 0


@dataclass(frozen=True, kw_only=True)
class ClaimedCheck:
    """A transaction in our hands whose amounts are to be read back (rule A-4), in its currency.

    `total` is what it was sent with, `applied` what accepted applications use of it or on it.
    """

    intent_id: int
    external_id: str
    internal_id: str
    total: Decimal
    applied: Decimal = Decimal(0)
    attempts: int = 0


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Intents that one lane holds under a lease. `known` are the internal ids of what they refer to.

    `copied` are the invoices, as they were sent, whose lines they copy (rule S-1), by external id.
    """

    lease: str
    purpose: Purpose
    records: tuple[ClaimedRecord, ...] = ()
    applications: tuple[ClaimedApplication, ...] = ()
    checks: tuple[ClaimedCheck, ...] = ()
    known: Mapping[str, str] = field(default_factory=dict)
    copied: Mapping[str, Record | Linked] = field(default_factory=dict)

    def riders(self, record: ClaimedRecord) -> Sequence[ClaimedApplication]:
        """The applications of a record that travel with it."""
        return self._by_payer.get(record.external_id, ())

    @cached_property
    def _by_payer(self) -> Mapping[str, Sequence[ClaimedApplication]]:
        by_payer: dict[str, list[ClaimedApplication]] = {}
        for each in self.applications:
            by_payer.setdefault(each.application.payer.external_id or "", []).append(each)
        return by_payer


@dataclass(frozen=True, kw_only=True)
class IssueDraft:
    """A refusal or a finding for the inbox of a person: the cause's name and its values."""

    code: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Settlement:
    """What became of one claimed intent; the journal makes the move and nothing else decides.

    `event` None means: looked at and left where it is (a check); with `not_before`: not looked at, again then.
    `linked` says that NetSuite had the record already: it was not added, and its amounts are not ours to check.
    `sent_as` changes the external id for the next attempt (rule I-1). `not_before` is when it may be claimed again.
    `issue` reaches a person when the intent ends refused or held, for its cause, or when a check found it; else it is
    remembered as the last error.
    `counter` is what balances an intent that is reversed: from now on it is wanted as well.
    """

    intent_id: int
    event: Event | None
    internal_id: str | None = None
    issue: IssueDraft | None = None
    not_before: datetime | None = None
    sent_as: str | None = None
    linked: bool = False
    counter: CounterRecord | None = None

    @property
    def found_right(self) -> bool:
        """Whether it is a check that found nothing."""
        return self.event is None and self.issue is None and self.not_before is None


@dataclass(frozen=True, kw_only=True)
class Intended:
    """What recording a page of translations changed, in numbers of roots and of intents."""

    roots: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    left_out: int = 0
    skipped: int = 0
    blocked: int = 0
    problems: int = 0
    """Of how many roots there is something to say."""


class IntentJournal(Protocol):
    """Where collection leaves what should exist."""

    def cursor(self) -> str | None:
        """Where reading stands, None before the first listing."""
        ...

    def pins(self, price_ids: Sequence[str]) -> Mapping[str, str]:
        """The items decided for these prices (rule C-5)."""
        ...

    def own_links(self, named: Collection[NamedRecord]) -> frozenset[NamedRecord]:
        """Those that we wrote to Stripe ourselves (rule I-6): they link nothing."""
        ...

    def by_hand(self) -> Sequence[ByHand]:
        """The values that people gave fields of single records."""
        ...

    def intend(self, translations: Sequence[Translation], cursor: str | None, run_id: int) -> Intended:
        """Record all of it in one transaction, together with the cursor (None leaves the cursor).

        Same content changes nothing; what a root no longer wants is withdrawn unless the root is skipped or has
        problems; problems become issues and those that are gone close.
        """
        ...

    def keep_families(self, families: Iterable[Family]) -> None:
        """Remember the last of these, as they were read, to try other mappings on."""
        ...

    def roots_to_read_again(self, touched: frozenset[str], read: frozenset[str] = frozenset()) -> tuple[Root, ...]:
        """Roots that depend on a touched Stripe id and are blocked, in attention or not yet accepted.

        Also roots that depend on one that was `read` afresh and are blocked or have an open issue.
        """
        ...


@dataclass(frozen=True, kw_only=True)
class HeldRecord:
    """A record on hold, as it was translated."""

    external_id: str
    record: Record | Linked


class HoldJournal(Protocol):
    """Where records wait for a decision or for a period to open."""

    def on_hold(self, causes: Collection[str]) -> Sequence[HeldRecord]:
        """The records that are held for one of these causes."""
        ...

    def release(self, external_ids: Collection[str], run_id: int) -> None:
        """Let these go on: they are queued again."""
        ...


class LeaseLost(RuntimeError):
    """The lease ran out before the request was sent: send nothing, somebody else looks after these intents."""


class DeliveryJournal(Protocol):
    """Where lanes take work and leave outcomes."""

    def claim(self, limit: int, lease_seconds: float, *, lanes: int = 1) -> Batch | None:
        """Take up to `limit` ready intents of one purpose, ours alone until the lease runs out; None: nothing is ready.

        Leases that ran out become unanswered first. Order of purposes: look up, withdraw, update, add, apply,
        check. A check may take more than `limit`. Where little is left, it leaves the other `lanes` their share.
        Applications are withdrawn before records, and nothing is used on what has one to withdraw (rule A-11).
        """
        ...

    def note_sent(self, batch: Batch, operations: Mapping[int, Operation]) -> None:
        """Remember the content that is about to be sent, by intent, before it is sent.

        An application is noted with its own id, or with the add of its payer that carries it. Raises LeaseLost,
        and nothing may be sent, if the lease is no longer ours.
        """
        ...

    def settle(self, batch: Batch, settlements: Sequence[Settlement], run_id: int) -> bool:
        """Make these moves in one transaction. False, and nothing changes, if the lease is no longer ours.

        A batch may be settled in parts: only the intents named are moved, the others stay under the lease.
        """
        ...


@dataclass(frozen=True, kw_only=True)
class Destination:
    """Where the internal id of a record goes: the object's kind in Stripe's paths, and the key of its metadata.

    Records of this `kind` are meant whose external id begins with `prefix`; the object's id is what follows `cut`.
    """

    kind: Kind
    prefix: str
    at: str
    key: str
    cut: str = ""

    def takes(self, kind: str, external_id: str) -> bool:
        """Whether a record is one of those."""
        return kind == self.kind.value and external_id.startswith(self.prefix)


@dataclass(frozen=True, kw_only=True)
class Note:
    """An internal id to write to a Stripe object; `at` is the object's kind in Stripe's paths."""

    intent_id: int
    at: str
    named: NamedRecord


class WriteBackJournal(Protocol):
    """Where stands which internal ids Stripe was told (rule I-6)."""

    def to_write_back(self, destinations: Sequence[Destination], limit: int) -> tuple[Note, ...]:
        """Accepted records of which Stripe was not told yet.

        They are remembered as ours before they are handed out: what stands at Stripe by then is no link of a person.
        """
        ...

    def written_back(self, notes: Sequence[Note]) -> None:
        """Stripe was told of these, or cannot be; they are not handed out again."""
        ...


class RememberedFacts(Protocol):
    """What was asked of NetSuite once."""

    def remembered(self, key: str) -> tuple[str, datetime] | None:
        """A remembered answer and when it was given."""
        ...

    def remember(self, key: str, value: str) -> None:
        """Remember an answer."""
        ...
