"""The account that a key belongs to, as /v1/account shows it."""

from __future__ import annotations

from stripe_client.emulator.shapes.fields import Plain

TIMEZONE = "Etc/UTC"


def account_object(name: str, timezone: str) -> Plain:
    """A standard account of this id, whose dashboard runs on this time zone."""
    return {
        "id": name,
        "object": "account",
        "business_profile": {"mcc": None, "name": "Emulated account", "url": None},
        "business_type": "company",
        "capabilities": {"card_payments": "active", "transfers": "active"},
        "charges_enabled": True,
        "controller": {"type": "account"},
        "country": "US",
        "created": 1_577_836_800,
        "default_currency": "usd",
        "details_submitted": True,
        "email": None,
        "metadata": {},
        "payouts_enabled": True,
        "settings": {
            "branding": {"icon": None, "logo": None, "primary_color": None, "secondary_color": None},
            "card_payments": {"statement_descriptor_prefix": None},
            "dashboard": {"display_name": "Emulated account", "timezone": timezone},
            "payments": {"statement_descriptor": None},
        },
        "type": "standard",
    }
