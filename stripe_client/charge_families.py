"""Makes charge families of charges as Stripe lists them: what each pays, and the invoices that it pays."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from stripe_client.aftermath import collected, has_aftermath, has_story, is_by
from stripe_client.attached_intents import AttachedIntents
from stripe_client.invoice_families import (
    billed_customer,
    customer_within,
    expanded_within,
    parse_invoice,
    parsed_or_broken,
)
from stripe_client.lists import pages
from stripe_client.nested_lists import complete
from stripe_client.objects import (
    BrokenFamily,
    Charge,
    ChargeFamily,
    Customer,
    Invoice,
    InvoicePayment,
    InvoiceStory,
    Plain,
    Read,
    Root,
    RootKind,
)
from stripe_client.plain_objects import id_of, value_at
from stripe_client.stories import Stories
from stripe_client.wire import Wire


def charge_root(plain: Plain) -> Root:
    """The root that a charge is."""
    return Root(RootKind.CHARGE, str(plain["id"]))


KEPT_AS_READ_MAX = 1000
"""Invoices that are kept as they were read; what comes beyond is packed."""


class KnownInvoices:
    """Invoices read a moment ago, by the payment intents and charges that pay them.

    Beyond the first ones they are pickled, which takes a quarter of their memory, and no more than that: they are too
    few to be worth the time of compressing them.
    """

    def __init__(self) -> None:
        self._kept: dict[str, Plain | bytes] = {}
        self._by_payer: dict[str, set[str]] = {}
        self._payers: dict[str, tuple[str, ...]] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def add(self, invoice: Plain) -> None:
        """Keep an invoice if anything pays it, instead of an earlier reading of it."""
        payers, name = tuple(payers_of(invoice)), str(invoice["id"])
        self.drop(name)
        if payers:
            self._kept[name] = invoice if len(self._kept) < KEPT_AS_READ_MAX else pickle.dumps(invoice)
            self._payers[name] = payers
        for payer in payers:
            self._by_payer.setdefault(payer, set()).add(name)

    def drop(self, invoice: str) -> None:
        """Forget an invoice."""
        self._kept.pop(invoice, None)
        for payer in self._payers.pop(invoice, ()):
            others = self._by_payer.get(payer, set())
            others.discard(invoice)
            if not others:
                self._by_payer.pop(payer, None)

    def paid_by(self, charge: Plain) -> list[Plain]:
        """The invoices known to be paid by a charge or its payment intent."""
        payers = [id_of(charge.get("payment_intent")), str(charge["id"])]
        ids = {invoice for payer in payers if payer for invoice in self._by_payer.get(payer, ())}
        return [_as_read(self._kept[invoice]) for invoice in sorted(ids)]


def _as_read(kept: Plain | bytes) -> Plain:
    plain: Plain = pickle.loads(kept) if isinstance(kept, bytes) else kept  # noqa: S301 - our own bytes
    return plain


def payers_of(invoice: Plain) -> Iterator[str]:
    """The payment intents and charges that pay an invoice."""
    for payment in value_at(invoice, "payments", "data") or ():
        for name in ("payment_intent", "charge"):
            payer = id_of(value_at(payment, "payment", name))
            if payer:
                yield payer


@dataclass(frozen=True, kw_only=True)
class Sources:
    """Where the invoices that a charge pays are looked for: known ones first, then at Stripe unless none can be."""

    wire: Wire
    known: KnownInvoices
    stories: Stories
    attached: AttachedIntents | None = None


def parsed(plains: Sequence[Plain], stories: Stories) -> list[Charge | BrokenFamily]:
    """Charges with their refunds and disputes, at hand for the stories of what they pay."""
    stories.gather_disputes(plains)
    read = [parsed_or_broken(charge_root(plain), stories.charge, plain) for plain in plains]
    stories.have(charge for charge in read if isinstance(charge, Charge))
    return read


def families_of(charges: Iterable[Charge | BrokenFamily], sources: Sources) -> Iterator[Read]:
    """The families of charges; what is not accounted for by known invoices costs a request each."""
    for charge in charges:
        if isinstance(charge, Charge):
            yield parsed_or_broken(Root(RootKind.CHARGE, charge.id), _family, charge, sources)
        else:
            yield charge


def _family(charge: Charge, sources: Sources) -> ChargeFamily:
    payments, invoices = _paid(charge, sources)
    customer = customer_within(charge.plain)
    return ChargeFamily(
        charge=charge,
        customer=customer if customer is not None else _billed_in(invoices.values()),
        payments=payments,
        invoices=invoices,
        stories=_stories(charge, invoices.values(), sources.stories),
    )


def _stories(charge: Charge, invoices: Iterable[Invoice], stories: Stories) -> Mapping[str, InvoiceStory]:
    return stories.of(invoice for invoice in invoices if has_aftermath(charge) or has_story(invoice))


def _billed_in(invoices: Iterable[Invoice]) -> Customer | None:
    """A charge does not name the account that is billed without a customer; its invoices do."""
    return next((billed for billed in map(billed_customer, invoices) if billed is not None), None)


Paid = tuple[tuple[InvoicePayment, ...], Mapping[str, Invoice]]


def _paid(charge: Charge, sources: Sources) -> Paid:
    """What a charge pays: nothing while it has collected nothing."""
    if not collected(charge):
        return (), {}
    paid = _payments_in(charge, _whole(sources.known.paid_by(charge.plain), sources.wire))
    if _is_accounted_for(charge, paid) or _surely_pays_no_more(charge, sources.attached):
        return paid
    return _payments_in(charge, _whole(_asked(charge, sources.wire), sources.wire))


def _surely_pays_no_more(charge: Charge, attached: AttachedIntents | None) -> bool:
    intent = charge.payment_intent_id
    return attached is not None and intent is not None and attached.surely_lacks(intent)


def _payments_in(charge: Charge, invoices: Iterable[Plain]) -> Paid:
    """The payments by this charge or its intent among those of invoices, and these invoices."""
    parsed = {str(plain["id"]): parse_invoice(plain) for plain in invoices}
    payments = [payment for invoice in parsed.values() for payment in invoice.payments if is_by(charge, payment)]
    return tuple(sorted(payments, key=lambda payment: payment.id)), parsed


def _is_accounted_for(charge: Charge, paid: Paid) -> bool:
    """Payments that use up the whole charge are all there are: no more can be paid than was captured."""
    return charge.paid and sum(payment.amount_paid or 0 for payment in paid[0]) == charge.amount_captured


def _whole(invoices: Iterable[Plain], wire: Wire) -> Iterator[Plain]:
    return (whole for invoice in invoices if (whole := complete(wire, invoice)) is not None)


def _asked(charge: Charge, wire: Wire) -> list[Plain]:
    """The invoices that a charge pays, from Stripe."""
    return _by_customer(charge, wire) if charge.payment_intent_id is None else _by_intent(charge, wire)


def _by_intent(charge: Charge, wire: Wire) -> list[Plain]:
    payments = pages(
        wire,
        "/v1/invoice_payments",
        payment={"type": "payment_intent", "payment_intent": charge.payment_intent_id},
        expand=expanded_within("data", "invoice"),
    )
    invoices = [payment["invoice"] for page in payments for payment in page.objects]
    return list({str(invoice["id"]): invoice for invoice in invoices if isinstance(invoice, Mapping)}.values())


def _by_customer(charge: Charge, wire: Wire) -> list[Plain]:
    """Stripe finds no payments by a charge without an intent; but only its customer's invoices can be paid by it."""
    if charge.customer_id is None:
        return []
    found = pages(wire, "/v1/invoices", customer=charge.customer_id, expand=expanded_within("data"))
    return [invoice for page in found for invoice in page.objects if charge.id in payers_of(invoice)]
