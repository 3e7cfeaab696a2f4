"""The settings of a connection, section by section, typed. The file, its example and its messages follow from these."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, PrivateAttr, StringConstraints
from pydantic_settings import BaseSettings, SettingsConfigDict

from connector.located import ConfigurationInvalid, Message, did_you_mean
from connector.settings.counterparts import Accounts, Customers, ItemSettings
from connector.settings.packaged import packaged
from connector.settings.rules import (
    AccountingPeriods,
    Balance,
    ClosedPeriod,
    Disputes,
    Invoices,
    Payments,
    Refunds,
    Revenue,
    RevenueDates,
    Taxes,
    Uncollectible,
    Void,
)
from connector.settings.running import Alerts, Bulk, Delivery, Retry, Schedule, Sync, Webhooks
from connector.settings.section import Section
from connector.settings.services import NetSuite, Stripe
from connector.settings.values import DatabaseUrl, DateText, Files, TimeZone


class Connection(Section):
    """One Stripe account into one NetSuite subsidiary."""

    timezone: TimeZone = "UTC"
    """Time zone of the Stripe account; moments become dates in it (rule A-8)."""
    start_date: Annotated[date, DateText]
    """Cut-over: documents dated before are never posted (rule A-10)."""
    start_date_field: Literal["invoice_date", "created"] = "invoice_date"
    """Which date of an invoice is compared with start_date."""
    allowlist: bool = False
    """Whether a payment comes in only when its charge says netsuite_allow_integration: true (rule I-5)."""
    stripe: Stripe
    netsuite: NetSuite
    mapping: Files = Field(default_factory=lambda: (packaged("mappings/default.yaml"),))
    """Mapping files, later ones win; paths start at this file's folder."""
    customers: Customers = Customers()
    items: ItemSettings = ItemSettings()
    accounts: Accounts = Accounts()
    invoices: Invoices = Invoices()
    payments: Payments = Payments()
    taxes: Taxes = Taxes()
    refunds: Refunds = Refunds()
    disputes: Disputes = Disputes()
    uncollectible: Uncollectible = Uncollectible()
    void: Void = Void()
    balance: Balance = Balance()
    revenue: Revenue = Revenue()
    revenue_dates: RevenueDates = RevenueDates()
    closed_period: ClosedPeriod = ClosedPeriod()
    accounting_periods: AccountingPeriods = AccountingPeriods()
    sync: Sync = Sync()
    retry: Retry = Retry()
    delivery: Delivery = Delivery()
    schedule: Schedule = Schedule()
    webhooks: Webhooks = Webhooks()
    alerts: Alerts = Alerts()

    _name: str = PrivateAttr(default="")

    @property
    def name(self) -> str:
        """The key under which the connection stands in the file."""
        return self._name

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the Stripe account."""
        return ZoneInfo(self.timezone)


SECRETS: dict[str, tuple[str, ...]] = {
    "stripe": ("api_key", "webhook_secret"),
    "netsuite": ("consumer_key", "consumer_secret", "token_id", "token_secret"),
    "alerts": ("webhook",),
}
"""Settings that the environment alone may hold, by section of a connection."""

ConnectionName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$")]


class Settings(BaseSettings):
    """All settings: where the journal is, and the connections by name."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        use_attribute_docstrings=True,
        hide_input_in_errors=True,
        env_prefix="CONNECTOR_",
        env_nested_delimiter="__",
        env_ignore_empty=True,
        enable_decoding=False,
    )

    database_url: DatabaseUrl = "sqlite:///connector.db"
    """The journal's database; a relative file starts where the command is run."""
    bulk: Bulk = Bulk()
    connections: Annotated[dict[ConnectionName, Connection], Field(min_length=1)]
    """Connections by name: lower-case letters, digits and single underscores."""

    _origins: Mapping[str, str] = PrivateAttr(default_factory=dict)
    _folder: Path | None = PrivateAttr(default=None)

    def model_post_init(self, _context: Any) -> None:
        """Tell each connection its name."""
        for name, connection in self.connections.items():
            connection._name = name

    @property
    def origins(self) -> Mapping[str, str]:
        """Where each setting that is not its default was found, by dotted name."""
        return self._origins

    @property
    def pause_file(self) -> Path | None:
        """A file beside the settings: while it is there, nothing is sent."""
        return self._folder / "PAUSE" if self._folder else None

    def connection(self, name: str | None = None) -> Connection:
        """The connection of this name; without a name the only one there is.

        Raises ConfigurationInvalid when there is none of that name, or several to choose from.
        """
        if name is None and len(self.connections) == 1:
            return next(iter(self.connections.values()))
        if name in self.connections:
            return self.connections[name]
        known = ", ".join(sorted(self.connections))
        text = f"several connections ({known}): choose one" if name is None else f'no connection "{name}"; has: {known}'
        hint = did_you_mean(name, self.connections) if name else ""
        raise ConfigurationInvalid([Message(code="CFG-003", text=text, place="option --connection", hint=hint)])
