"""What Stripe and NetSuite say to whoever takes the first steps, asked with the answers so far."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from threading import Event as StopSignal

from connector.account_rules import AccountNotReadyError
from connector.assembly import Assembled, assemble, dry, netsuite_of, to_examine
from connector.clock import SystemClock
from connector.doctor import Subject
from connector.doctor.recent_services import latest_billed
from connector.doctor.subject import AskedAccount
from connector.first_steps.shadow import Shadow, shadow_of
from connector.first_steps.writing import mapping_text, provisional
from connector.noted_books import NotedBooks
from connector.recognition import Example, latest_example
from connector.reconciling import Reconciled, Scope, reconcile
from connector.runs import run
from connector.schedules import policy_of
from connector.settings import Connection, Settings
from netsuite_client.account import AccountFacts, Listed
from netsuite_client.client import NetSuite
from stripe_client.opening import OpenBalance


@dataclass(frozen=True, kw_only=True)
class ShadowRun:
    """What a run of some days would post, and how that compares with Stripe's own totals of the same days."""

    posted: Shadow
    reconciled: Reconciled


class Discovery:
    """What the services say. With the same answers nothing is asked twice, and NetSuite's large WSDL is read once."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self._given = given
        self._asked: tuple[Connection, NetSuite, Subject] | None = None
        self._shadow: tuple[Mapping[str, str], ShadowRun] | None = None

    def forget(self) -> None:
        """Ask everything anew: something was mended."""
        self._asked = self._shadow = None

    def settings(self, **instead: str) -> Settings:
        """The settings as far as they are answered, some of them with another answer."""
        return provisional({**self._given, **instead}, os.environ)

    def subject(self) -> Subject:
        """The connection as far as it is answered."""
        settings = self.settings()
        connection = settings.connection(None)
        if self._asked is None or self._asked[0] != connection:
            erp = self.netsuite(connection)
            self._asked = (connection, erp, to_examine(settings, None, erp=erp))
        return self._asked[2]

    def netsuite(self, connection: Connection) -> NetSuite:
        """NetSuite's client: the one that there is, unless it is to be asked as somebody else."""
        if self._asked is not None and self._asked[0].netsuite == connection.netsuite:
            return self._asked[1]
        return netsuite_of(connection, SystemClock())

    def today(self) -> date:
        """The present day."""
        return SystemClock().now().date()

    def stripe_account(self) -> AskedAccount:
        """The account of the key."""
        return self.subject().stripe.account_of_key()

    def facts(self) -> AccountFacts:
        """What the NetSuite account has."""
        return self.subject().facts

    def subsidiaries(self) -> Sequence[Listed]:
        """Its subsidiaries."""
        return self.subject().netsuite.subsidiaries()

    def revenue_rules(self) -> Sequence[Listed]:
        """Its revenue recognition rules."""
        return self.subject().netsuite.revenue_rules()

    def service_items(self) -> Sequence[Listed]:
        """Its service items."""
        return self.subject().netsuite.service_items()

    def mandatory_fields(self) -> Sequence[str]:
        """Its mandatory custom fields."""
        return self.subject().netsuite.mandatory_fields() or ()

    def end_date_example(self) -> Example | None:
        """What each end-date rule makes of the most recent service period (rule RR-6)."""
        subject = self.subject()
        try:
            return latest_example(latest_billed(subject), policy_of(subject.connection))
        except AccountNotReadyError:
            return None

    def open_balances(self) -> Sequence[OpenBalance]:
        """What was open at the cut-over."""
        subject = self.subject()
        begin = datetime.combine(subject.connection.start_date, time(), tzinfo=subject.connection.zone)
        return tuple(subject.stripe.open_balances(int(begin.astimezone(UTC).timestamp())))

    def shadow(self) -> ShadowRun:
        """A run of the last days that writes nowhere: its journal goes with its folder."""
        if self._shadow is None or self._shadow[0] != self._answers_of_settings():
            with tempfile.TemporaryDirectory() as folder:
                self._shadow = (self._answers_of_settings(), self._shadow_in(Path(folder)))
        return self._shadow[1]

    def _answers_of_settings(self) -> Mapping[str, str]:
        """What was answered by the time of the shadow run."""
        return {key: value for key, value in self._given.items() if key not in AFTERWARDS}

    def _shadow_in(self, folder: Path) -> ShadowRun:
        mapping = folder / "mapping.yaml"
        mapping.write_text(mapping_text(self._given), encoding="utf-8")
        start = (self.today() - timedelta(days=int(self._given["shadow.days"]))).isoformat()
        settings = self.settings(start_date=start, database_url=f"sqlite:///{folder / 'shadow.db'}")
        erp = self.netsuite(settings.connection(None))
        return _run(assemble(settings, None, erp=erp, mapping=mapping), folder)


AFTERWARDS = frozenset({"agreed", "enable", "customer", "schedule.sync.every"})
"""What is answered after the shadow run, and changes nothing of it."""


def _run(assembled: Assembled, folder: Path) -> ShadowRun:
    scope = Scope(since=assembled.connection.start_date)
    with dry(assembled, folder) as (parts, journal, noted):
        run(parts, trigger="shadow run", stop=StopSignal())
        books = NotedBooks(noted, assembled.erp)
        return ShadowRun(
            posted=shadow_of(noted.operations, assembled.erp.account_facts()),
            reconciled=reconcile(assembled.source, journal, books, parts.rules, scope),
        )
