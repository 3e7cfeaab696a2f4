"""Is a period ready to be closed? What is unsent, held or moved, and which revenue has no journal entry (RR-34)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from connector.journal import Dated, Issue, Journal
from connector.recognition import Period
from connector.translation.dates import DateRange
from connector.translation.values import rounded
from netsuite_client import account
from netsuite_client.account import AccountFacts
from netsuite_client.records import Kind


class RevenueBooks(Protocol):
    """NetSuite, as far as its revenue plans are asked."""

    def unposted_revenue(self, period: str) -> tuple[account.UnpostedRevenue, ...] | None:
        """Planned revenue of a posting period (internal id) without a journal entry; None: we may not read it."""
        ...


class Journals(StrEnum):
    """How the revenue journal entries of a period stand."""

    NOT_NEEDED = "not_needed"
    POSTED = "posted"
    MISSING = "missing"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Unposted:
    """Planned revenue of the period without a journal entry, in one currency."""

    currency: str
    rows: int
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class CloseReport:
    """What stands in the way of closing a period. `undated` are objects of which no record could be made yet."""

    period: Period
    closed: bool
    unfinished: tuple[Dated, ...]
    undated: tuple[Issue, ...]
    moved: tuple[Dated, ...]
    journals: Journals
    unposted: tuple[Unposted, ...] = ()

    @property
    def memos(self) -> tuple[Dated, ...]:
        """Memos that will stand in a later period if this one is closed now."""
        return tuple(one for one in self.unfinished if one.kind == Kind.CREDIT_MEMO)

    @property
    def ready(self) -> bool:
        """Whether nothing stands in the way."""
        return not (self.unfinished or self.undated) and self.journals in {Journals.NOT_NEEDED, Journals.POSTED}


def close_report(
    month: Period, journal: Journal, facts: AccountFacts, books: RevenueBooks, *, journals_posted: bool
) -> CloseReport:
    """The report of the account's period of this month; `journals_posted` is a person's word where we cannot see."""
    known = next((one for one in facts.periods if str(Period(one.start, one.end)) == str(month)), None)
    period = Period(known.start, known.end) if known else month
    days = DateRange(period.start, period.end)
    journals, unposted = _journals(known, facts, books, journals_posted=journals_posted)
    return CloseReport(
        period=period,
        closed=known is not None and known.closed,
        unfinished=journal.unfinished(days),
        undated=tuple(issue for issue in journal.issues() if issue.external_id is None),
        moved=journal.moved(days),
        journals=journals,
        unposted=unposted,
    )


def _journals(
    known: account.Period | None, facts: AccountFacts, books: RevenueBooks, *, journals_posted: bool
) -> tuple[Journals, tuple[Unposted, ...]]:
    if not facts.revenue_features:
        return Journals.NOT_NEEDED, ()
    planned = books.unposted_revenue(known.internal_id) if known else None
    if planned is None:
        return (Journals.POSTED if journals_posted else Journals.UNKNOWN), ()
    currencies = {currency.internal_id: currency for currency in facts.currencies}
    unposted = tuple(_unposted(one, currencies.get(one.currency)) for one in planned)
    return (Journals.MISSING if unposted else Journals.POSTED), unposted


def _unposted(one: account.UnpostedRevenue, currency: account.Currency | None) -> Unposted:
    """SuiteQL leaves out decimals that are zero: the currency's own are put back."""
    if currency is None:
        return Unposted(currency=one.currency, rows=one.rows, amount=one.amount)
    return Unposted(currency=currency.symbol, rows=one.rows, amount=rounded(one.amount, currency.precision))


def consequences(period: Period) -> tuple[str, ...]:
    """What happens if a period is closed without its journal entries (rule RR-34)."""
    return (
        f"Credit memos that come after the last journal entry and take back revenue of {period} are left out of it.",
        f"What was earned in {period} goes on standing in deferred revenue.",
        "Revenue will look as if it had been booked into a month that was closed before.",
    )
