"""Where Stripe and NetSuite are, and what lets us in."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import SecretStr, StringConstraints

from connector.settings.section import Section
from connector.settings.values import Address, AutoOrCount, BodyField, InternalId, Text, is_loopback


class Stripe(Section):
    """The Stripe account that is read."""

    account_id: Annotated[Text, StringConstraints(pattern=r"^acct_[A-Za-z0-9_]+$")]
    """The account's id; a key of another account is refused."""
    api_base: Address | None = None
    """Where Stripe is, when it is not Stripe itself: the address of an emulator."""
    write_back: bool = False
    """Whether internal ids of NetSuite are written into the metadata of Stripe's objects (rule I-6)."""
    api_key: SecretStr
    """A restricted or secret key that may read billing."""
    webhook_secret: SecretStr | None = None
    """The signing secret (whsec_…) of the webhook endpoint; without it the daemon takes no webhooks."""


class NetSuite(Section):
    """The NetSuite account that is written to."""

    account: Annotated[Text, StringConstraints(pattern=r"^[A-Za-z0-9]+(_[A-Za-z0-9]+)?$")]
    """The account id as NetSuite shows it, such as 1234567 or 1234567_SB1."""
    transport: Literal["soap"] = "soap"
    """How records travel."""
    base_url: Address | None = None
    """Where NetSuite is, when it is not at the account's own address: the address of an emulator."""
    wsdl: Text | None = None
    """A file or address of the WSDL, when it is not the one that the account serves."""
    subsidiary: InternalId
    """Internal id of the subsidiary in whose books everything is posted (rule M-2)."""
    concurrency: AutoOrCount = "auto"
    """Requests at the same time; auto takes what the account allows, less a reserve."""
    external_id_prefix: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{0,20}$")] = ""
    """Put before the external ids of global records, when connections share a NetSuite account (rule I-1)."""
    stripe_id_field: BodyField | None = None
    """A custom body field of type text that takes the Stripe id of a transaction's cause (rule I-3)."""
    consumer_key: SecretStr
    """Consumer key of the integration record."""
    consumer_secret: SecretStr
    """Consumer secret of the integration record."""
    token_id: SecretStr
    """Id of the access token."""
    token_secret: SecretStr
    """Secret of the access token."""

    @property
    def is_emulated(self) -> bool:
        """Whether no real account is behind the address."""
        return is_loopback(self.base_url)
