"""What is examined: a connection with its settings, services and journal, each asked once and only if needed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Protocol

from connector.account_rules import periods_of, rules_of
from connector.journal import Journal
from connector.journal.inspection import DatabaseState, Written
from connector.mapping import FilesOnDisk, read_all
from connector.mapping.entries import Said
from connector.ports import Clock
from connector.settings import Connection
from connector.translation.rules import Rules
from netsuite_client.account import AccountFacts, Found, ItemPlan, Listed, Period
from netsuite_client.outcomes import Operation, Outcome
from netsuite_client.records import Record, Ref
from stripe_client.errors import ScopeMissing
from stripe_client.objects import Plain, Read, Root
from stripe_client.opening import OpenBalance


class AskedAccount(Protocol):
    """The Stripe account of a key."""

    @property
    def id(self) -> str:
        """Its id."""
        ...

    @property
    def timezone(self) -> str | None:
        """The zone of its dashboard, where Stripe says so."""
        ...

    @property
    def livemode(self) -> bool:
        """Whether the key is a live one."""
        ...


class AskedStripe(Protocol):
    """What is asked of Stripe; nothing changes there."""

    @property
    def api_version(self) -> str:
        """The version that every request names."""
        ...

    def account(self) -> AskedAccount:
        """The account of the key."""
        ...

    def account_of_key(self) -> AskedAccount:
        """The account of the key, whichever is configured."""
        ...

    def unreadable(self, paths: Sequence[str]) -> Sequence[ScopeMissing]:
        """Of these lists, those that the key may not read."""
        ...

    def newest_event_at(self) -> datetime | None:
        """When something last happened."""
        ...

    def latest_invoices(self) -> Sequence[Plain]:
        """The last invoices, the newest first."""
        ...

    def open_balances(self, moment: int) -> Iterable[OpenBalance]:
        """What was open at a moment (POSIX seconds)."""
        ...

    def families(self, roots: Sequence[Root]) -> Iterable[Read]:
        """These families afresh."""
        ...


class AskedNetSuite(Protocol):
    """What is asked of NetSuite; `send` is for the write probe alone."""

    def account_facts(self) -> AccountFacts:
        """What the account has."""
        ...

    def concurrency_limit(self) -> int | None:
        """Requests that the account allows at once."""
        ...

    def sees(self, table: str) -> bool:
        """Whether our role may read a table of SuiteQL."""
        ...

    def read(self, refs: Sequence[Ref]) -> Sequence[Record | None]:
        """These records."""
        ...

    def find(self, external_ids: Sequence[str]) -> Sequence[Found]:
        """Who has these external ids."""
        ...

    def item_plans(self) -> Sequence[ItemPlan] | None:
        """The items with a revenue rule."""
        ...

    def mandatory_fields(self) -> Sequence[str] | None:
        """The custom fields that no record may lack."""
        ...

    def lists(self) -> Mapping[str, Sequence[Listed]]:
        """What the account's lists hold."""
        ...

    def subsidiaries(self) -> Sequence[Listed]:
        """Its subsidiaries."""
        ...

    def revenue_rules(self) -> Sequence[Listed]:
        """Its revenue recognition rules."""
        ...

    def service_items(self) -> Sequence[Listed]:
        """Its service items."""
        ...

    def send(self, operations: Sequence[Operation]) -> Sequence[Outcome]:
        """Send one request."""
        ...


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A connection to be examined. What is asked for raises what the services and the database raise.

    `date_of` gives the moment that a service at an address says it is, None where it says nothing; `journal` opens the
    journal; `facts_now` and `lists_now` ask NetSuite and remember the answer in the journal where there is one.
    """

    connection: Connection
    stripe: AskedStripe
    netsuite: AskedNetSuite
    addresses: Mapping[str, str]
    date_of: Callable[[str], datetime | None]
    database_state: Callable[[], DatabaseState]
    open_journal: Callable[[], Journal]
    facts_now: Callable[[Journal | None], AccountFacts]
    lists_now: Callable[[Journal | None], Mapping[str, Sequence[Listed]]]
    clock: Clock

    @cached_property
    def account(self) -> AskedAccount:
        """Stripe's account."""
        return self.stripe.account()

    @cached_property
    def database(self) -> DatabaseState:
        """The journal's database."""
        return self.database_state()

    @cached_property
    def journal(self) -> Journal | None:
        """The journal; None before the first run made one, and until a command brought an older one up to date."""
        return self.open_journal() if self.database.written is Written.OURS else None

    @cached_property
    def facts(self) -> AccountFacts:
        """What NetSuite's account has."""
        return self.facts_now(self.journal)

    @cached_property
    def lists(self) -> Mapping[str, Sequence[Listed]]:
        """What the lists of NetSuite's account hold, by their tables."""
        return self.lists_now(self.journal)

    @cached_property
    def rules(self) -> Rules:
        """The connection's rules in this account. Raises AccountNotReadyError."""
        return rules_of(self.connection, self.facts)

    @cached_property
    def latest_invoices(self) -> Sequence[Plain]:
        """The last invoices at Stripe, the newest first."""
        return self.stripe.latest_invoices()

    @cached_property
    def said(self) -> Said:
        """What the mapping files say, as far as they can be read."""
        return read_all(FilesOnDisk(self.connection.mapping))[0]

    @property
    def periods(self) -> Sequence[Period]:
        """The accounting periods that count."""
        return periods_of(self.connection, self.facts)

    @property
    def today(self) -> date:
        """Today where the Stripe account is."""
        return self.clock.now().astimezone(self.connection.zone).date()

    def is_ours(self, external_id: str) -> bool:
        """Whether the journal knows of a record with this external id."""
        return self.journal is not None and bool(self.journal.find(external_id).roots)
