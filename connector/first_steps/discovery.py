"""What Stripe and NetSuite say to whoever takes the first steps, asked with the answers so far."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import date

from connector.account_rules import AccountNotReadyError
from connector.assembly import netsuite_of, to_examine
from connector.clock import SystemClock
from connector.doctor import Subject
from connector.doctor.recent_services import latest_billed
from connector.doctor.subject import AskedAccount
from connector.first_steps.writing import provisional
from connector.recognition import Example, latest_example
from connector.schedules import policy_of
from connector.settings import Connection, Settings
from netsuite_client.account import AccountFacts, Listed
from netsuite_client.client import NetSuite


class Discovery:
    """What the services say. With the same answers nothing is asked twice, and NetSuite's large WSDL is read once."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self._given = given
        self._asked: tuple[Connection, NetSuite, Subject] | None = None

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
