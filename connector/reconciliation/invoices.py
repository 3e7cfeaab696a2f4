"""An invoice by Stripe's own sums, and what NetSuite is meant to say otherwise, rule by rule.

Stripe's sums hold together: its total and what it carries of the customer's debit are what is paid, credited and
remaining. So do NetSuite's. Each rule moves amounts from one place to another; none is taken from what was booked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from connector.reconciliation.figures import Document
from connector.reconciliation.money import Change, Maker
from connector.translation.balance_uses import balance_uses, uses_are_booked
from connector.translation.closing import closing_of
from connector.translation.links import LINKED
from connector.translation.receipts import (
    OUTSIDE,
    booked_total,
    carried_debit,
    credit_used,
    lowering_notes,
    stories_of,
    write_off_moment,
)
from connector.translation.rules import Rules
from connector.translation.skips import BEFORE_START, issued_at, why_skipped
from netsuite_client.records import Kind
from stripe_client.objects import Invoice, InvoicePayment, InvoiceStory

Changes = Iterable[Change]

LEFT_OUT: dict[str, tuple[str, str]] = {
    LINKED: ("I-4", "booked by others, and linked"),
    BEFORE_START: ("A-10", "from before the start date"),
    "trial invoice": ("V-9", "zero on every line"),
    "below minimum, carried forward": ("V-11", "too small to charge, carried onto the next invoice"),
}
"""The rule for each reason for which there is nothing in NetSuite."""


def invoice_document(story: InvoiceStory, rules: Rules) -> Document | None:
    """The invoice; None for a draft (rule V-1)."""
    invoice = story.invoice
    if invoice.status == "draft":
        return None
    skipped = why_skipped(invoice, rules)
    changes = _void(story, rules) if invoice.status == "void" else _standing(story, rules)
    return Maker(root=story.root, currency=invoice.currency, rules=rules).document(
        Kind.INVOICE,
        invoice.id,
        issued_at(invoice)[0],
        stripes_own(invoice),
        () if skipped else (*_of_total(invoice), *changes),
        changed_at=changed_at(story),
        left_out=_left_out(invoice, skipped, rules),
    )


def stripes_own(invoice: Invoice) -> Change:
    """What Stripe says; what is void or given up is said to remain."""
    return Change(
        rule="Stripe",
        why="",
        total=invoice.total,
        paid=invoice.amount_paid,
        credited=invoice.pre_payment_credit_notes_amount + credit_used(invoice),
        remaining=invoice.amount_remaining,
    )


def changed_at(story: InvoiceStory) -> int:
    """When something last happened to an invoice, as far as it says."""
    invoice = story.invoice
    times = (invoice.finalized_at, invoice.paid_at, invoice.voided_at, invoice.marked_uncollectible_at)
    paid = (payment.paid_at for payment in invoice.payments)
    noted = (moment for note in story.credit_notes for moment in (note.created, note.voided_at))
    return max(filter(None, (invoice.created, *times, *paid, *noted)), default=0)


def _left_out(invoice: Invoice, skipped: str | None, rules: Rules) -> tuple[str, str] | None:
    if skipped is not None:
        return LEFT_OUT[skipped]
    if invoice.status == "void" and rules.void_never_synced == "skip":
        return ("L-2", "void before it was ever sent")
    return None


def _of_total(invoice: Invoice) -> Changes:
    """Rules V-10 and B-4."""
    if invoice.total < 0:
        yield Change(rule="V-10", why="negative, so that it is booked over zero", total=-invoice.total)
    if owed := carried_debit(invoice):
        yield Change(rule="B-4", why="carries the customer's debit", total=owed)


def _standing(story: InvoiceStory, rules: Rules) -> Iterator[Change]:
    for rule in _RULES:
        yield from rule(story, rules)


def _paid_beyond(story: InvoiceStory, _: Rules) -> Changes:
    """What was paid beyond what was due stays unapplied."""
    if too_much := paid_beyond(story.invoice):
        overpaid = story.invoice.amount_overpaid
        rule, why = ("P-4", "overpaid, kept as credit") if overpaid else ("P-9", "paid a second time")
        yield Change(rule=rule, why=why, paid=-too_much)


def paid_beyond(invoice: Invoice) -> int:
    """What Stripe counts as paid of an invoice beyond what was due."""
    return max(0, invoice.amount_paid + invoice.amount_remaining - invoice.amount_due)


def _outside(story: InvoiceStory, rules: Rules) -> Changes:
    """Payments outside Stripe, where settings leave them out."""
    invoice = story.invoice
    outside = paid_outside(invoice) - paid_late(story, rules, of=OUTSIDE)
    if outside and rules.out_of_band == "skip":
        yield Change(rule="P-5", why="paid outside Stripe, left out", paid=-outside, remaining=outside)


def paid_outside(invoice: Invoice) -> int:
    """What came in outside Stripe; older invoices tell it by having no payment (rule P-5)."""
    if invoice.status == "paid" and not invoice.payments:
        return invoice.amount_paid
    return sum(each.amount_paid or 0 for each in paid_payments(invoice) if each.payment_type == OUTSIDE)


def paid_payments(invoice: Invoice) -> list[InvoicePayment]:
    """The payments of an invoice that are done."""
    return [payment for payment in invoice.payments if payment.status == "paid" and payment.amount_paid]


def _credit_waits(story: InvoiceStory, rules: Rules) -> Changes:
    """The customer's credit is used in NetSuite once the invoice is paid or given up."""
    used = credit_used(story.invoice)
    if used and not uses_are_booked(story.invoice, rules):
        yield Change(rule="B-1", why="credit is used once the invoice is paid", credited=-used, remaining=used)


def _credit_that_was_paid(story: InvoiceStory, rules: Rules) -> Changes:
    """Credit that stems from an overpayment is a payment."""
    uses = balance_uses(story.balance, stories_of(story), rules)
    ours = (use for use in uses if use.invoice_id == story.invoice.id and use.booked)
    of_payments = sum(
        minor for use in ours for record, minor in use.with_record.items() if not record.startswith("memo_")
    )
    if of_payments:
        why = "credit of an earlier overpayment: its payment is applied"
        yield Change(rule="B-3", why=why, paid=of_payments, credited=-of_payments)


def _given_up(story: InvoiceStory, rules: Rules) -> Changes:
    """What remained when the invoice was given up is credited, also where Stripe is paid later."""
    invoice = story.invoice
    if write_off_moment(invoice, rules) is None:
        return
    if rest := invoice.amount_remaining:
        rule, why = ("L-5", "given up, and shown open again") if invoice.status == "open" else ("L-1", "written off")
        yield Change(rule=rule, why=why, credited=rest, remaining=-rest)
    if late := paid_late(story, rules):
        yield Change(rule="L-3", why="paid after it was written off", paid=-late, credited=late)


def paid_late(story: InvoiceStory, rules: Rules, of: str | None = None) -> int:
    """What was paid, for what was due, after the write-off (rule L-3); by payments of one type, or by all."""
    given_up_at = write_off_moment(story.invoice, rules)
    if given_up_at is None:
        return 0
    came_late = (each for each in paid_payments(story.invoice) if (each.paid_at or 0) > given_up_at)
    late = sum(each.amount_paid or 0 for each in came_late if of in (None, each.payment_type))
    return max(0, late - story.invoice.amount_overpaid)


_RULES: tuple[Callable[[InvoiceStory, Rules], Changes], ...] = (
    _paid_beyond,
    _outside,
    _credit_waits,
    _credit_that_was_paid,
    _given_up,
)


def _void(story: InvoiceStory, rules: Rules) -> Changes:
    """All that was not refunded before is credited; payments are free again (rules L-2, L-4)."""
    invoice = story.invoice
    kept = kept_of_payments(story, rules)
    freed = invoice.amount_paid - kept
    rest = booked_total(invoice) - kept - stripes_own(invoice).credited
    yield Change(rule="L-2", why="void", paid=-freed, credited=rest, remaining=-invoice.amount_remaining)


def kept_of_payments(story: InvoiceStory, rules: Rules) -> int:
    """What stays applied to a void invoice, because it was refunded before (rule L-2)."""
    return sum(amount for _, amount in closing_of(story, rules).kept)


def closing_memos(story: InvoiceStory, rules: Rules) -> Iterator[tuple[str, int, Change]]:
    """The memos of a write-off and a void with their moments, by Stripe's sums (rules L-1, L-2)."""
    invoice, written_off = story.invoice, written_off_in_all(story, rules)
    if written_off:
        change = Change(rule="L-1", why="written off", total=written_off)
        yield f"memo_{invoice.id}_uncollectible", invoice.marked_uncollectible_at or invoice.created, change
    if invoice.status == "void":
        noted = sum(note.pre_payment_amount for note in lowering_notes(story, rules))
        rest = booked_total(invoice) - noted - written_off - kept_of_payments(story, rules)
        if rest > 0:
            change = Change(rule="L-2", why="void", total=rest)
            yield f"memo_{invoice.id}_void", invoice.voided_at or invoice.created, change


def written_off_in_all(story: InvoiceStory, rules: Rules) -> int:
    """What was due when the invoice was given up: what remains, less what was lowered and paid otherwise since (L-1).

    A note issued later lowered what remains, and one voided later raised it again.
    """
    given_up_at = write_off_moment(story.invoice, rules)
    if given_up_at is None:
        return 0
    lowered = {note.id: note.pre_payment_amount for note in story.credit_notes if note.status == "issued"}
    then = {note.id: note.pre_payment_amount for note in lowering_notes(story, rules)}
    since = sum(lowered.values()) - sum(then.values())
    return story.invoice.amount_remaining + paid_late(story, rules) + since
