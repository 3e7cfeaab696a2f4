"""The client of one NetSuite account: sends batches, looks records up, reads balances and what the account has."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from itertools import chain
from pathlib import Path
from typing import TypeVar

import requests

from netsuite_client import queries, setup_queries
from netsuite_client.account import (
    AccountFacts,
    AppliedBalance,
    Balance,
    Found,
    ItemPlan,
    Listed,
    Sought,
    UnpostedRevenue,
)
from netsuite_client.errors import ProtocolError, RequestRefused
from netsuite_client.outcomes import Apply, Operation, Outcome, Turn
from netsuite_client.queries import Question, Row
from netsuite_client.records import Record, Ref
from netsuite_client.tokens import TokenKeys
from netsuite_client.transports.base import Transport
from netsuite_client.transports.rest import SuiteQl
from netsuite_client.transports.sessions import Sessions
from netsuite_client.transports.soap import ADD_RECORDS_MAX, CHANGE_RECORDS_MAX, SoapTransport
from netsuite_client.transports.soap_schema import VERSION
from netsuite_client.transports.soap_service import SoapService
from netsuite_client.transports.traffic import Spent, Traffic

__all__ = [
    "ADD_RECORDS_MAX",
    "CHANGE_RECORDS_MAX",
    "TIMEOUT_SECONDS",
    "NetSuite",
    "TokenKeys",
    "account_address",
    "connect",
]

TIMEOUT_SECONDS = 900.0
"""How long a write waits for its answer: NetSuite works no longer on one request."""

QUERY_TIMEOUT_SECONDS = 180.0
"""How long a question waits for its answer."""

PUBLISHED_WSDL = f"https://webservices.netsuite.com/wsdl/v{VERSION}_0/netsuite.wsdl"

Value = TypeVar("Value")


class NetSuite:
    """One account, over one transport. Safe to use from several threads."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def send(self, operations: Sequence[Operation], *, turn: Turn = nullcontext) -> tuple[Outcome, ...]:
        """Send one request and return an outcome for each operation, in order.

        Only the request itself happens within a `turn`: what is sent is written before, the answer read afterwards.

        Operations are all of one type, and no more than NetSuite takes of it in one request, else ValueError. A
        deletion of what is not there is `Unanswered`: a look-up shows whether it is gone.
        Raises `Busy`, `LoginRefused`, `RequestRefused` and `Unreachable`: then nothing was done. An answer that is lost
        or cannot be read raises nothing: every member is `Unanswered`, because it may have been done.
        """
        return self._transport.write(operations, turn)

    def find(self, external_ids: Sequence[str]) -> tuple[Found, ...]:
        """Every record with one of these external ids, in any letter case and of any type. One request."""
        rows = chain.from_iterable(self._ask(queries.external_ids_question(chunk)) for chunk in _chunks(external_ids))
        return _values(queries.found, rows)

    def search(self, sought: Sequence[Sought]) -> Mapping[Sought, tuple[Found, ...]]:
        """Every record that each of these describes, an entry for each of them. One request.

        Raises ValueError for a column that is no name, RequestRefused for one that the account does not have.
        """
        questions = [queries.sought_question(chunk) for chunk in _chunks(sought)]
        rows = chain.from_iterable(map(self._ask, questions))
        return _understood(lambda: queries.described(sought, rows))

    def read(self, refs: Sequence[Ref]) -> tuple[Record | None, ...]:
        """The records, in order, by internal id or else external id; None where there is none."""
        return self._transport.read(refs) if refs else ()

    def applications(self, payers: Sequence[str]) -> Mapping[str, tuple[Apply, ...]]:
        """What accepted payers (internal ids) are used on now, an entry for each payer."""
        rows = chain.from_iterable(self._ask(queries.applications_question(chunk)) for chunk in _chunks(payers))
        return _understood(lambda: queries.applications(payers, rows))

    def balances(self, internal_ids: Sequence[str]) -> Mapping[str, Balance]:
        """Total and rest of transactions, by internal id; one that does not exist has no entry."""
        rows = chain.from_iterable(self._ask(queries.balances_question(chunk)) for chunk in _chunks(internal_ids))
        return {balance.internal_id: balance for balance in _values(queries.balance, rows)}

    def applied_balances(self, internal_ids: Sequence[str]) -> Mapping[str, AppliedBalance]:
        """The same with what is applied to them, one request for a thousand."""
        questions = map(queries.applied_balances_question, _chunks(internal_ids))
        rows = chain.from_iterable(map(self._ask, questions))
        return {balance.internal_id: balance for balance in _values(queries.applied_balance, rows)}

    def account_facts(self) -> AccountFacts:
        """What the account has: currencies, base periods, accounts, line columns, revenue features. Five requests.

        Periods that our role may not see are none.
        """
        return AccountFacts(
            currencies=_values(queries.currency, self._ask(queries.CURRENCIES)),
            periods=_values(queries.period, self._ask_if_shown(queries.BASE_PERIODS) or ()),
            accounts=_values(queries.ledger_account, self._ask(queries.LEDGER_ACCOUNTS)),
            line_columns=frozenset(_values(queries.script_id, self._ask(queries.LINE_COLUMNS))),
            revenue_features=self._ask_if_shown(queries.REVENUE_RULES) is not None,
        )

    def unposted_revenue(self, period: str) -> tuple[UnpostedRevenue, ...] | None:
        """Planned revenue of a posting period (internal id) without a journal entry; None where we may not read it.

        Which columns of a plan a role may read differs from account to account: whatever is refused is not for us.
        """
        rows = self._ask_if_allowed(queries.unposted_revenue_question(period))
        return None if rows is None else _values(queries.unposted_revenue, rows)

    def subsidiaries(self) -> tuple[Listed, ...]:
        """The active subsidiaries; none where the account has no such list or our role may not see it."""
        return _values(setup_queries.listed, self._ask_if_shown(setup_queries.SUBSIDIARIES) or ())

    def revenue_rules(self) -> tuple[Listed, ...]:
        """The revenue recognition rules; none without Advanced Revenue Management."""
        return _values(setup_queries.listed, self._ask_if_shown(setup_queries.RULES) or ())

    def lists(self) -> Mapping[str, tuple[Listed, ...]]:
        """The active members of the account's lists, by SuiteQL's tables; what our role may not see is left out."""
        asked = {table: self._ask_if_allowed(setup_queries.members(table)) for table in setup_queries.LISTS}
        return {table: _values(setup_queries.listed, rows) for table, rows in asked.items() if rows is not None}

    def service_items(self) -> tuple[Listed, ...]:
        """The active service items."""
        return _values(setup_queries.listed, self._ask_if_shown(setup_queries.ITEMS) or ())

    def item_plans(self) -> tuple[ItemPlan, ...] | None:
        """The items with an external id and a revenue rule; None where we may not read that."""
        rows = self._ask_if_allowed(setup_queries.ITEM_PLANS)
        return None if rows is None else _values(setup_queries.item_plan, rows)

    def mandatory_fields(self) -> tuple[str, ...] | None:
        """Script ids of the custom fields that no record may lack, lower case; None where we may not read that."""
        rows = self._ask_if_allowed(setup_queries.MANDATORY_FIELDS)
        return None if rows is None else _values(queries.script_id, rows)

    def sees(self, table: str) -> bool:
        """Whether our role may read a table of SuiteQL. Raises RequestRefused where it may ask no questions at all."""
        return self._ask_if_shown(setup_queries.first_row(table)) is not None

    def requests_sent(self) -> Counter[str]:
        """Requests sent so far by operation (`addList`, `suiteql` …), tries that failed included."""
        return self._transport.requests_sent()

    def spent(self) -> Spent:
        """How they were answered so far, and how long that took."""
        return self._transport.spent()

    def concurrency_limit(self) -> int | None:
        """Requests that the account allows at once, all integrations together; None when we may not know."""
        return self._transport.concurrency_limit()

    def _ask_if_shown(self, question: Question) -> tuple[Row, ...] | None:
        """The rows; None where the table does not exist for us: a feature is off, or our role may not see it.

        The table of revenue rules exists where Advanced Revenue Management is on.
        """
        try:
            return tuple(self._ask(question))
        except RequestRefused as refused:
            if queries.names_an_unknown_table(refused.message):
                return None
            raise

    def _ask_if_allowed(self, question: Question) -> tuple[Row, ...] | None:
        """The rows; None where the question is refused for whatever reason."""
        try:
            return tuple(self._ask(question))
        except RequestRefused:
            return None

    def _ask(self, question: Question) -> Iterator[Row]:
        return self._transport.query(question.sql, question.params)


def _chunks(values: Sequence[Value]) -> Iterator[Sequence[Value]]:
    """The values in lists as long as a question takes: a single one, but for very many values."""
    return (values[start : start + queries.IN_LIST_MAX] for start in range(0, len(values), queries.IN_LIST_MAX))


def _values(value_of: Callable[[Row], Value], rows: Iterable[Row]) -> tuple[Value, ...]:
    return _understood(lambda: tuple(value_of(row) for row in rows))


def _understood(read: Callable[[], Value]) -> Value:
    try:
        return read()
    except (KeyError, ValueError, ArithmeticError) as broken:
        raise ProtocolError("NetSuite's answer to a query has other columns than were asked for") from broken


def connect(
    *,
    account: str,
    keys: TokenKeys,
    base_url: str | None = None,
    wsdl: str | Path | None = None,
    timeout_seconds: float = TIMEOUT_SECONDS,
    session_factory: Callable[[], requests.Session] = requests.Session,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.time,
) -> NetSuite:
    """The client of an account (`1234567_SB1`), reaching NetSuite itself or what stands at `base_url`.

    Nothing is sent yet. The WSDL is read when SOAP is first used: from `wsdl` (an address or a path), else from
    `base_url`, else from Oracle. `clock` gives the POSIX seconds that signatures carry.
    """
    host = base_url.rstrip("/") if base_url is not None else account_address(account)
    sessions, traffic = Sessions(session_factory), Traffic()
    service = SoapService(
        wsdl=wsdl or (f"{host}/wsdl/v{VERSION}_0/netsuite.wsdl" if base_url is not None else PUBLISHED_WSDL),
        address=f"{host}/services/NetSuitePort_{VERSION}",
        account=account,
        keys=keys,
        sessions=sessions,
        traffic=traffic,
        timeout_seconds=timeout_seconds,
        clock=clock,
    )
    suiteql = SuiteQl(
        base_url=host,
        account=account,
        keys=keys,
        sessions=sessions,
        traffic=traffic,
        timeout_seconds=min(timeout_seconds, QUERY_TIMEOUT_SECONDS),
        sleep=sleep,
        clock=clock,
    )
    return NetSuite(SoapTransport(service=service, suiteql=suiteql, traffic=traffic, sleep=sleep))


def account_address(account: str) -> str:
    """Where an account's services are: its id in lower case, with `-` for `_`."""
    return f"https://{account.lower().replace('_', '-')}.suitetalk.api.netsuite.com"
