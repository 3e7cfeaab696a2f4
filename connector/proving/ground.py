"""What tests stand on beside the mapping: the connection's rules, in an account that has all that they ask for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from connector.account_rules import NAMED, ROLES, rules_of
from connector.periods import EVERYTHING_OPEN, FIRST_YEAR, PostingRules
from connector.periods import Policy as PeriodPolicy
from connector.recognition import Period
from connector.recognition import Policy as RecognitionPolicy
from connector.schedules import policy_of
from connector.settings import Connection
from connector.translation.rules import Rules
from connector.translation.values import stripe_exponent
from netsuite_client.account import AccountFacts, Currency, LedgerAccount

CURRENCIES = ("USD", "EUR", "GBP", "CHF", "JPY", "CAD", "AUD", "NZD", "SEK", "NOK", "DKK", "PLN", "KWD", "SGD")


@dataclass(frozen=True, kw_only=True)
class Ground:
    """The rules, how schedules are made, and what becomes of a record whose period is closed."""

    rules: Rules
    policy: RecognitionPolicy
    when_closed: Mapping[str, PeriodPolicy]

    def posting(self, closed: frozenset[Period]) -> PostingRules:
        """Where records are posted while these periods are closed."""
        starts = {each.start for each in closed}
        periods = tuple(
            replace(each, closed=each.start in starts) if each.start in starts else each
            for each in EVERYTHING_OPEN.periods
        )
        return PostingRules(periods=periods, policies=self.when_closed)


def ground_of(connection: Connection) -> Ground:
    """The rules of a connection, without asking NetSuite and from the first day on.

    So its tests say the same everywhere, also of what was recorded before the connection began.
    """
    return Ground(
        rules=replace(rules_of(connection, _account(connection)), start_date=date(FIRST_YEAR, 1, 1)),
        policy=policy_of(connection),
        when_closed={kind: PeriodPolicy(policy) for kind, policy in connection.closed_period.by_kind.items()},
    )


def _account(connection: Connection) -> AccountFacts:
    """An account with the usual currencies, the accounts and columns that the settings name, and revenue features."""
    columns = connection.revenue_dates.stripe_columns
    return AccountFacts(
        currencies=tuple(_currency(number, symbol) for number, symbol in enumerate(CURRENCIES, start=1)),
        periods=EVERYTHING_OPEN.periods,
        accounts=tuple(_accounts(connection)),
        line_columns=frozenset({columns.start.lower(), columns.end.lower()} if columns else ()),
        revenue_features=True,
    )


def _currency(number: int, symbol: str) -> Currency:
    """NetSuite keeps no more than two decimals."""
    return Currency(internal_id=str(number), symbol=symbol, precision=min(2, stripe_exponent(symbol)))


def _accounts(connection: Connection) -> Iterator[LedgerAccount]:
    types = ROLES | {role: type_ for role, (type_, _) in NAMED.items()} | {"out_of_band": "Bank"}
    words = {role: word for role, (_, word) in NAMED.items()}
    for role, type_ in types.items():
        named = getattr(connection.accounts, role)
        yield LedgerAccount(internal_id=named or f"{role} account", name=words.get(role, role), type=type_)
