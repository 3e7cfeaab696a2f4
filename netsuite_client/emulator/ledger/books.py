"""The books: the store with the account's features, and the look-ups that several rules share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property

from netsuite_client.emulator.calendar import PACIFIC
from netsuite_client.emulator.fields import Fields
from netsuite_client.emulator.ledger.store import Store, Stored
from netsuite_client.emulator.ledger.taxes import Tax
from netsuite_client.emulator.refusals import invalid_key

PRECISIONS = {"_two": 2, "_zero": 0}
FIRST_NUMBER = 1000

PERIOD_FLAGS = ("closed", "arLocked", "apLocked", "allLocked")
"""What a period may be. Closing or locking one asks nothing of the periods before it."""


@dataclass(frozen=True, kw_only=True)
class Features:
    """What the account has switched on, and what its forms demand.

    With `auto_numbers` NetSuite numbers customers and transactions itself and takes no others.
    """

    arm: bool
    tax: Tax = Tax.NONE
    auto_numbers: bool = False
    required_fields: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Period:
    """A base accounting period, both ends inclusive, ISO dates; `closed` also where receivables or all are locked."""

    id: int
    name: str
    start: str
    end: str
    closed: bool

    @property
    def month(self) -> str:
        """Its month, such as `2025-09`."""
        return self.start[:7]


class Books:
    """Everything that the rules may look at."""

    def __init__(self, store: Store, features: Features, clock: Callable[[], float]) -> None:
        self.store = store
        self.features = features
        self._clock = clock

    def today(self) -> str:
        """Today in Pacific time, ISO."""
        return datetime.fromtimestamp(self._clock(), UTC).astimezone(PACIFIC).date().isoformat()

    def referred(self, fields: Fields, name: str, group: str) -> Stored | None:
        """The record that a field refers to, None where the field is absent; references are resolved by now."""
        reference = fields.get(name)
        return self.store.find(group, reference["internalId"]) if reference else None

    def precision(self, currency: int | str) -> int:
        """The decimals of a currency: 0 or 2."""
        found = self.store.find("currency", currency)
        if found is None:
            raise invalid_key("currency", str(currency))
        return PRECISIONS[found.body["currencyPrecision"]]

    def symbol(self, currency: int | str) -> str:
        """The three letters of a currency."""
        found = self.store.find("currency", currency)
        return str(found.body["symbol"]) if found else ""

    def next_number(self, kind: str, prefix: str) -> str:
        """The number of the next document of a kind, such as `INV1001`."""
        return f"{prefix}{FIRST_NUMBER + self.store.next_id(f'number of {kind}')}"

    def account(self, role: str) -> Stored:
        """The account that the chart of accounts marks for a role, such as `UndepFunds` or `AcctRec`."""
        return self._accounts[role]

    def period_of(self, iso_date: str) -> Period | None:
        """The base period in which a date lies."""
        period_id = self._periods_by_month.get(iso_date[:7])
        return self.period(period_id) if period_id is not None else None

    def period(self, internal_id: int | str) -> Period | None:
        """A base period by its internal id; None for quarters, years and what does not exist."""
        found = self.store.find("accountingPeriod", internal_id)
        if found is None or found.body["isQuarter"] or found.body["isYear"]:
            return None
        body = found.body
        return Period(
            id=found.id,
            name=body["periodName"],
            start=body["startDate"],
            end=body["endDate"],
            closed=body["closed"] or body["arLocked"] or body["allLocked"],
        )

    def periods_from(self, iso_date: str) -> Iterator[Period]:
        """The base periods in their order, beginning with the one in which a date lies; none where none covers it."""
        months = sorted(self._periods_by_month)
        first = months.index(iso_date[:7]) if iso_date[:7] in self._periods_by_month else len(months)
        for month in months[first:]:
            period = self.period(self._periods_by_month[month])
            if period is not None:
                yield period

    def set_period(self, wanted: str, flags: Mapping[str, bool]) -> bool:
        """Close, open or lock the base period of a month (`2025-09`) or name (`Sep 2025`); False: there is none."""
        by_month = self._periods_by_month.get(wanted)
        found = self.store.find("accountingPeriod", by_month) if by_month else self._period_named(wanted)
        if found is None:
            return False
        self.store.update(replace(found, body={**found.body, **flags}))
        return True

    def _period_named(self, name: str) -> Stored | None:
        found = self.store.find_name("accountingPeriod", name)
        return found if found and self.period(found.id) else None

    @cached_property
    def _periods_by_month(self) -> dict[str, int]:
        return {
            each.body["startDate"][:7]: each.id
            for each in self.store.of_kind("accountingPeriod")
            if not each.body["isQuarter"] and not each.body["isYear"]
        }

    @cached_property
    def _accounts(self) -> dict[str, Stored]:
        return {each.body["role"]: each for each in self.store.of_kind("account")}
