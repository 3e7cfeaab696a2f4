"""Settings that the documents describe and this version does not act on yet: refused, but by name."""

from __future__ import annotations

LATER = "comes in a later version"

LATER_SECTIONS = frozenset(
    {
        "bulk",
        "console",
        "contracts",
        "credit_notes",
        "currencies",
        "deposits",
        "exclude",
        "memo_dates",
        "one_time_invoices",
        "payouts",
        "two_person",
    }
)
"""Whole sections, of a connection or of the file."""

LATER_SETTINGS = frozenset(
    {
        "accounts.bank",
        "accounts.deferred_revenue",
        "accounts.dispute_reversals",
        "accounts.fees",
        "retry.max_age",
        "schedule.contracts",
        "taxes.codes",
    }
)
"""Single settings of a connection, by section."""

LATER_CHOICES: dict[str, frozenset[str]] = {
    "netsuite.transport": frozenset({"rest"}),
    "revenue.method": frozenset({"full_first"}),
    "revenue.open_invoices": frozenset({"pause"}),
    "revenue.recognition": frozenset({"manual"}),
    "taxes.representation": frozenset({"per_line", "suitetax"}),
}
"""Values of settings that this version has."""
