"""What the steps may look up while they ask; each look-up is a question to a service."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from connector.doctor.subject import AskedAccount
from connector.recognition import Example
from netsuite_client.account import AccountFacts, Listed


class Found(Protocol):
    """What is found with the answers so far. Every method raises what the services raise."""

    def today(self) -> date:
        """The present day."""
        ...

    def stripe_account(self) -> AskedAccount:
        """The account of the Stripe key."""
        ...

    def facts(self) -> AccountFacts:
        """What the NetSuite account has."""
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

    def mandatory_fields(self) -> Sequence[str]:
        """Its custom fields that no record may lack."""
        ...

    def end_date_example(self) -> Example | None:
        """What each end-date rule makes of the most recent service period; None without one (rule RR-6)."""
        ...
