"""A family and the rules give everything that should exist in NetSuite; nothing is asked, nothing is remembered."""

from __future__ import annotations

from collections.abc import Mapping

from connector.translation.balances import translate_balance
from connector.translation.customers import translate_customer_root
from connector.translation.invoices import translate_invoice
from connector.translation.payments import translate_charge
from connector.translation.rules import Rules
from connector.translation.wanted import Problem, Translation
from stripe_client.objects import (
    BalanceFamily,
    BrokenFamily,
    ChargeFamily,
    CustomerFamily,
    InvoiceStory,
    MissingFamily,
    Read,
    Root,
    RootKind,
)


def translate(read: Read, rules: Rules, pins: Mapping[str, str]) -> Translation:
    """What should exist for a root (rule A-1). `pins` are the items already decided for prices (rule C-5)."""
    match read:
        case InvoiceStory():
            return translate_invoice(read, rules, pins)
        case ChargeFamily():
            return translate_charge(read, rules, pins)
        case BalanceFamily():
            return translate_balance(read, rules, pins)
        case CustomerFamily():
            return translate_customer_root(read, rules)
        case BrokenFamily():
            values = {"object": read.object_id, "place": read.place, "fault": read.fault}
            return Translation(
                root=read.root, problems=(Problem(code="BROKEN_OBJECT", subject=read.object_id, values=values),)
            )
        case MissingFamily(root=Root(kind=RootKind.INVOICE)):
            return Translation(root=read.root, skipped="draft")  # only drafts can be deleted (rule V-1)
        case MissingFamily(root=Root(kind=RootKind.CUSTOMER)):
            return Translation(root=read.root)  # what is deleted at Stripe stays as it is in NetSuite (rule C-4)
        case MissingFamily():
            return Translation(root=read.root, problems=(Problem(code="STRIPE_OBJECT_MISSING", subject=read.root.id),))


def prices_of(read: Read) -> tuple[str, ...]:
    """The prices whose pinned items a translation needs."""
    return tuple(
        dict.fromkeys(line.price_id for story in _stories(read) for line in story.invoice.lines if line.price_id)
    )


def _stories(read: Read) -> tuple[InvoiceStory, ...]:
    match read:
        case InvoiceStory():
            return (read,)
        case ChargeFamily(stories=stories) | BalanceFamily(stories=stories):
            return tuple(stories.values())
        case CustomerFamily() | BrokenFamily() | MissingFamily():
            return ()
