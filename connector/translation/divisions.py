"""What each refund and dispute of a charge takes back, the uses of what was overpaid taken into account (B-3, R-5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from connector.translation.balance_uses import balance_uses
from connector.translation.outflows import Division, divided_outflows, outflows_of
from connector.translation.rules import Rules
from connector.translation.skips import is_payable
from stripe_client.objects import Charge, InvoiceStory


def divisions_of(charge: Charge, stories: Mapping[str, InvoiceStory], rules: Rules) -> tuple[Division, ...]:
    """What each outflow of the charge takes back, the oldest first; `stories` are those of what it pays.

    What it pays of invoices that are not in NetSuite stands unapplied there (rules A-10, R-5).
    """
    if not outflows_of(charge):
        return ()
    used = tuple(_used_as_credit(charge, stories, rules))
    payable = {each: story for each, story in stories.items() if is_payable(story.invoice, rules)}
    return divided_outflows(charge, payable, rules, used)


def _used_as_credit(charge: Charge, stories: Mapping[str, InvoiceStory], rules: Rules) -> Iterator[tuple[int, int]]:
    """What of the payment other invoices and debits use of the customer's credit (rules B-3, B-8), and give back."""
    balance = next((story.balance for story in stories.values() if story.balance), ())
    moments = {each.id: each.created for each in balance}
    for use in balance_uses(balance, stories, rules):
        minor = use.with_record.get(charge.id, 0)
        if minor:
            yield moments[use.transaction_id], minor
        if minor and use.taken_back_at is not None:
            yield use.taken_back_at, -minor
