"""All memos of an invoice, in the order of their dates: each credits what the earlier ones left (rule R-4).

Whichever root owns a memo, it is made from the same story, so that all roots agree.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from connector.translation.balance_uses import balance_uses
from connector.translation.billed import BilledLine, billed_lines
from connector.translation.booking import Booking
from connector.translation.closing import closing_of
from connector.translation.divisions import divisions_of
from connector.translation.line_ledger import LineLedger
from connector.translation.memo_lines import (
    Credited,
    MemoLine,
    Taking,
    Way,
    given_back,
    on_balance_item,
    on_global,
    pro_rata,
    with_excess,
)
from connector.translation.note_lines import note_taking
from connector.translation.outflows import Division, shares_of
from connector.translation.receipts import lowering_notes, note_moment, stories_of
from connector.translation.rules import Rules
from connector.translation.values import unit_of
from connector.translation.wanted import Problem
from stripe_client.objects import CreditNote, Dispute, InvoiceStory, Root, RootKind, balance_root


@dataclass(frozen=True, kw_only=True)
class InvoiceMemo:
    """A memo of an invoice, with its lines. `cause` is the Stripe id that its text names.

    `stripe_lines` says for each line of which Stripe line of the invoice it is a share, None where of none.
    """

    external_id: str
    cause: str
    moment: int
    exact: Decimal
    amount: Decimal
    rule: str
    lines: tuple[MemoLine, ...]
    stripe_lines: tuple[int | None, ...]


@dataclass(frozen=True, kw_only=True)
class _Planned:
    """A memo whose lines are not divided yet: `way` divides it, and `owner` makes its record (rule A-2).

    Without an owner there is no record any more, but memos of its time were made as it left the lines (rule N-7).
    `exact` is what Stripe makes it, `amount` and the `excess` beyond the invoice are what NetSuite keeps of it.
    """

    external_id: str
    owner: Root | None
    cause: str
    moment: int
    exact: Decimal
    amount: Decimal
    rule: str
    way: Way
    excess: Decimal = Decimal(0)
    given_back_at: int | None = None
    """When what it took of the lines was given back to them (rules B-5, N-7)."""


def memos_of(story: InvoiceStory, owner: Root, booking: Booking) -> tuple[InvoiceMemo | Problem, ...]:
    """Every memo of the invoice that this root owns, by date and id, or the problem for which there is none.

    An invoice without lines has the problems of its lines instead.
    """
    planned = sorted(_planned(story, booking), key=lambda each: (each.moment, each.external_id))
    if all(each.owner != owner for each in planned):
        return ()
    billed = billed_lines(story, booking)
    problems = tuple(each for each in billed if isinstance(each, Problem))
    lines = [each for each in billed if isinstance(each, BilledLine)]
    return problems or tuple(made for by, made in _divided(planned, lines, booking) if by == owner)


def _divided(
    planned: Sequence[_Planned], billed: Sequence[BilledLine], booking: Booking
) -> Iterator[tuple[Root | None, InvoiceMemo | Problem]]:
    """All memos in their order, whoever owns them: each takes of what the earlier ones left."""
    ledger = LineLedger(tuple(line.amount for line in billed), unit_of(booking.currency.precision))
    lent: list[tuple[int, Mapping[int, Decimal]]] = []
    for each in planned:
        for _, parts in (due for due in lent if due[0] <= each.moment):
            ledger = ledger.more(parts)
        lent = [due for due in lent if due[0] > each.moment]
        credited = Credited(billed=billed, ledger=ledger, rules=booking.rules)
        taking = with_excess(
            each.way(credited, each.amount),
            each.excess,
            credited,
            disputed=each.rule == "D-1",
        )
        ledger = ledger.less(taking.parts)
        if each.given_back_at is not None:
            lent.append((each.given_back_at, taking.parts))
        yield each.owner, _memo(each, taking, credited.billed, booking)


def _memo(planned: _Planned, taking: Taking, billed: Sequence[BilledLine], booking: Booking) -> InvoiceMemo | Problem:
    """The memo, if its lines are what it is for (rule A-4)."""
    amount = planned.amount + planned.excess
    of_lines = sum((line.amount for line in taking.lines), Decimal(0))
    if of_lines != amount:
        values = {"stripe": f"{amount}", "lines": f"{of_lines}", "difference": f"{of_lines - amount}"}
        values["currency"] = booking.currency.symbol
        return Problem(code="TOTAL_MISMATCH", subject=planned.cause, values=values)
    return InvoiceMemo(
        external_id=planned.external_id,
        cause=planned.cause,
        moment=planned.moment,
        exact=planned.exact,
        amount=amount,
        rule=planned.rule,
        lines=taking.lines,
        stripe_lines=tuple(None if line.copies is None else billed[line.copies].line for line in taking.lines),
    )


def _planned(story: InvoiceStory, booking: Booking) -> Iterator[_Planned]:
    yield from _notes(story, booking)
    yield from _outflows(story, booking)
    yield from _balance(story, booking)
    yield from _closing(story, booking)


def _notes(story: InvoiceStory, booking: Booking) -> Iterator[_Planned]:
    """Rules N-1 to N-6; of a voided one, what it took of the lines until then."""
    lowering = lowering_notes(story, booking.rules)
    yield from (_of_note(note, booking, owner=story.root) for note in lowering)
    voided = (note for note in story.credit_notes if note.voided_at is not None and note not in lowering)
    yield from (_of_note(note, booking, given_back_at=note.voided_at) for note in voided)


def _of_note(
    note: CreditNote, booking: Booking, *, owner: Root | None = None, given_back_at: int | None = None
) -> _Planned:
    return _Planned(
        external_id=f"memo_{note.id}",
        owner=owner,
        cause=note.id,
        moment=note_moment(note),
        exact=booking.exact(note.total),
        amount=booking.amount(note.total),
        rule="N-6",
        way=_as_noted(note, booking),
        given_back_at=given_back_at,
    )


def _as_noted(note: CreditNote, booking: Booking) -> Way:
    def way(credited: Credited, amount: Decimal) -> Taking:  # noqa: ARG001  # the note's own lines say the amount
        return note_taking(note, credited, booking)

    return way


def _outflows(story: InvoiceStory, booking: Booking) -> Iterator[_Planned]:
    """Refunds and disputes of its charges (rules R-1, R-8, D-1)."""
    for charge in story.charges.values():
        for division in divisions_of(charge, stories_of(story), booking.rules):
            if division.invoices.get(story.invoice.id):
                yield _of_division(story, division, Root(RootKind.CHARGE, charge.id), booking)


def _of_division(story: InvoiceStory, division: Division, owner: Root, booking: Booking) -> _Planned:
    invoice_id, outflow, shares = story.invoice.id, division.outflow, shares_of(division, booking)
    disputed, is_first = isinstance(outflow.cause, Dispute), invoice_id == min(division.invoices)
    return _Planned(
        external_id=outflow_memo_id(division, invoice_id),
        owner=owner,
        cause=outflow.id,
        moment=outflow.moment,
        exact=booking.exact(division.invoices[invoice_id] + (division.excess if is_first else 0)),
        amount=shares.invoices[invoice_id],
        rule="D-1" if disputed else "R-1",
        way=_way_of_dispute(booking.rules) if disputed else _way_of_refund(story, division, booking.rules),
        excess=shares.excess if is_first else Decimal(0),
    )


def outflow_memo_id(division: Division, invoice_id: str) -> str:
    """The memo of what a refund or dispute takes back of an invoice; of several invoices, one memo each."""
    memo_id = f"memo_{division.outflow.id}"
    return memo_id if len(division.invoices) == 1 else f"{memo_id}_{invoice_id}"


def _way_of_refund(story: InvoiceStory, division: Division, rules: Rules) -> Way:
    """Rules R-2 and R-3; a refund of the whole invoice gives back its lines, however partial ones are treated."""
    whole = division.invoices[story.invoice.id] == story.invoice.total
    match rules.refund_lines:
        case "partial_item" if not whole:
            return on_global("stripe_partial_refund_item", by="R-3 refunds.lines", one_line_on_its_item=True)
        case "refund_item":
            return on_global("stripe_refund_item", by="R-3 refunds.lines")
        case _:
            return given_back(disputed=False)


def _way_of_dispute(rules: Rules) -> Way:
    if rules.dispute_lines == "dispute_item":
        return on_global("stripe_dispute_item", by="D-1 disputes.lines")
    return given_back(disputed=True)


def _balance(story: InvoiceStory, booking: Booking) -> Iterator[_Planned]:
    """Credit that had no record yet (rules B-1, B-2); one that the void took back is the customer's again (B-5)."""
    invoice = story.invoice
    customer_id = invoice.customer_id or invoice.customer_account or ""
    moments = {each.id: each.created for each in story.balance}
    for use in balance_uses(story.balance, stories_of(story), booking.rules):
        if use.invoice_id == invoice.id and use.booked and use.without_record:
            yield _Planned(
                external_id=use.memo_id,
                owner=balance_root(customer_id, invoice.currency),
                cause=invoice.id,
                moment=moments[use.transaction_id],
                exact=booking.exact(use.without_record),
                amount=booking.amount(use.without_record),
                rule="B-1",
                way=on_balance_item,
                given_back_at=invoice.voided_at if invoice.status == "void" else None,
            )


def _closing(story: InvoiceStory, booking: Booking) -> Iterator[_Planned]:
    """The write-off and the void (rules L-1, L-2, L-4)."""
    invoice, closing = story.invoice, closing_of(story, booking.rules)
    if closing.write_off:
        yield _Planned(
            external_id=f"memo_{invoice.id}_uncollectible",
            owner=story.root,
            cause=invoice.id,
            moment=invoice.marked_uncollectible_at or invoice.created,
            exact=booking.exact(closing.write_off),
            amount=booking.amount(closing.write_off),
            rule="L-1",
            way=on_global("stripe_bad_debt", by="L-1 uncollectible.item") if booking.rules.bad_debt_item else pro_rata,
        )
    if closing.void:
        yield _Planned(
            external_id=f"memo_{invoice.id}_void",
            owner=story.root,
            cause=invoice.id,
            moment=invoice.voided_at or invoice.created,
            exact=booking.exact(closing.void),
            amount=booking.amount(closing.void),
            rule="L-2",
            way=pro_rata,
        )
