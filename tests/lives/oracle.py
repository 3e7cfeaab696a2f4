"""What NetSuite must show of a customer's billing, reckoned from Stripe's own numbers and nothing of the connector's.

Stripe's facts are gone through in their order, each posted to a book of open items. Where NetSuite is meant to differ
from Stripe, `DIFFERENCES` says so by the rule's id, and computes by how much. All amounts are minor units.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from stripe_client.emulator.history.arithmetic import shared

Plain = Mapping[str, Any]
Stripe = Mapping[str, Sequence[Plain]]


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings that decide what stays open."""

    keep_open: bool = False
    out_of_band: bool = True
    trials: bool = False
    memo_for_all_credit: bool = False
    sale_for_charge: bool = False
    second_payments: bool = False
    start: int = 0
    """The POSIX second from which on documents are NetSuite's (rule A-10)."""


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What must stand in NetSuite: the total and the rest of each invoice, the rest of each payer, and the cash.

    `differs` says by which rules, and by how much, the rest of an invoice is not Stripe's.
    """

    totals: Mapping[str, int]
    remaining: Mapping[str, int]
    differs: Mapping[str, Mapping[str, int]]
    unapplied: Mapping[str, int]
    cash: int

    @property
    def receivable(self) -> int:
        """What customers owe, less what stands to their credit."""
        return sum(self.remaining.values()) - sum(self.unapplied.values())


def in_currency(stripe: Stripe, currency: str) -> Stripe:
    """What is in a currency; a balance, and so a book, is of one."""
    return {
        kind: [
            one for one in stripe[kind] if (one["amount"] if kind == "payment_records" else one)["currency"] == currency
        ]
        for kind in READ
    }


READ = (
    "invoices", "invoice_payments", "charges", "payment_records", "refunds", "disputes", "credit_notes",
    "balance_transactions", "customer_balance_transactions",
)  # fmt: skip
"""What is reckoned with; each object has a currency."""


def expected(stripe: Stripe, settings: Settings) -> Expected:
    """The books of one customer in one currency, as of everything that Stripe has."""
    book = _Book(stripe, settings)
    for _, _, post, plain in sorted(_facts(stripe, book), key=lambda fact: fact[:2]):
        post(plain)
    invoices = [invoice for invoice in stripe["invoices"] if not is_absent(invoice, settings)]
    differs = {one["id"]: _differences(one, book) for one in invoices}
    return Expected(
        totals={one["id"]: max(0, one["total"]) + _carried(one)[1] for one in invoices},
        remaining={one["id"]: one["amount_remaining"] + sum(differs[one["id"]].values()) for one in invoices},
        differs=differs,
        unapplied=book.unapplied(),
        cash=_cash(stripe, book),
    )


# What is in NetSuite at all


def is_absent(invoice: Plain, settings: Settings) -> bool:
    """V-1 drafts, A-10 what is from before the start, V-9 trials, V-11 what is too small and owed with the next one."""
    _, billed_along, left_for_later = _carried(invoice)
    trial = invoice["total"] == 0 and not billed_along and not any(line["amount"] for line in invoice["lines"])
    too_early = invoice["status"] == "draft" or is_old(invoice, settings)
    return too_early or (trial and not settings.trials) or left_for_later > 0


def is_old(invoice: Plain, settings: Settings) -> bool:
    """A-10: whether somebody else kept the books when it was issued."""
    return bool(invoice["effective_at"] < settings.start)


def _carried(invoice: Plain) -> tuple[int, int, int]:
    """By the balance before and after: credit used (B-1), debit billed along (B-4), debit left for later (V-11)."""
    before, after = invoice.get("starting_balance", 0), invoice.get("ending_balance", 0)
    if invoice["total"] < 0:
        return 0, 0, 0
    credit = max(0, min(0, after) - min(0, before))
    debit = max(0, before) - max(0, after)
    return credit, max(0, debit), max(0, -debit)


# Where NetSuite is meant to differ from Stripe's amount_remaining


def _given_up(invoice: Plain, book: _Book) -> int:
    """NetSuite wrote it off; a payment that came after all stands unapplied."""
    return -invoice["amount_remaining"] if book.written_off_at(invoice) is not None else 0


def _void(invoice: Plain, book: _Book) -> int:
    """Stripe goes on showing what was left of a void invoice."""
    written_off = book.written_off_at(invoice) is not None
    return -invoice["amount_remaining"] if invoice["status"] == "void" and not written_off else 0


def _credit_waits(invoice: Plain, book: _Book) -> int:
    """NetSuite applies a credit once the invoice is paid or given up, Stripe when it is finalised."""
    return _carried(invoice)[0] if _is_waiting(invoice) else 0


def _is_waiting(invoice: Plain) -> bool:
    """Open, and never given up: what was applied then stays, whether the rest is written off or kept open (L-5)."""
    return invoice["status"] == "open" and invoice["status_transitions"].get("marked_uncollectible_at") is None


def _on_its_way(invoice: Plain, book: _Book) -> int:
    """NetSuite books a bank debit when it starts, Stripe when it arrives."""
    return -book.on_its_way[invoice["id"]]


def _paid_elsewhere(invoice: Plain, book: _Book) -> int:
    """Settings leave payments made outside Stripe to others."""
    return book.paid_elsewhere[invoice["id"]] if book.written_off_at(invoice) is None else 0


DIFFERENCES: Mapping[str, Callable[[Plain, _Book], int]] = {
    "L-1 written off": _given_up,
    "L-2 void": _void,
    "B-1 credit waits": _credit_waits,
    "P-7 on its way": _on_its_way,
    "P-5 payments.out_of_band": _paid_elsewhere,
}


def _differences(invoice: Plain, book: _Book) -> dict[str, int]:
    found = {rule: difference(invoice, book) for rule, difference in DIFFERENCES.items()}
    return {rule: amount for rule, amount in found.items() if amount}


# The book of open items


@dataclass
class _Payer:
    """Money or credit that came in: what of it is applied to which invoice, and what is not applied."""

    applied: Counter[str] = field(default_factory=Counter)
    unapplied: int = 0


@dataclass(eq=False)
class _Credit:
    """Some credit of the customer's balance; without `origin` NetSuite has no record of it until it is used (B-3)."""

    left: int
    origin: str | None


class _Book:
    """Open items of one customer in one currency, posted fact by fact."""

    def __init__(self, stripe: Stripe, settings: Settings) -> None:
        self.settings = settings
        self._stripe = stripe
        self._invoices = {one["id"]: one for one in stripe["invoices"]}
        self._charges = {one["id"]: one for one in stripe["charges"]}
        self._moments = {one["id"]: one["created"] for one in stripe["balance_transactions"]}
        self._payers: defaultdict[str, _Payer] = defaultdict(_Payer)
        self._back: defaultdict[str, list[str]] = defaultdict(list)
        self._credits: list[_Credit] = []
        self._debt = 0
        self._uses: defaultdict[str, list[tuple[_Credit, int, int]]] = defaultdict(list)
        self._received_by: dict[str, str] = {}
        self.on_its_way: Counter[str] = Counter()
        self.paid_elsewhere: Counter[str] = Counter()

    def unapplied(self) -> dict[str, int]:
        """What is left of each payer; a credit that waits for its invoice to be paid is still there (B-1)."""
        left = Counter({name: payer.unapplied for name, payer in self._payers.items()})
        for invoice_id, uses in self._uses.items():
            if _is_waiting(self._invoices[invoice_id]):
                for credit, _, backed in uses:
                    left[credit.origin or ""] += backed
        return {name: amount for name, amount in left.items() if amount}

    def written_off_at(self, invoice: Plain) -> int | None:
        """When it was given up (L-1), unless settings keep it open."""
        at = invoice["status_transitions"].get("marked_uncollectible_at")
        return None if self.settings.keep_open else at

    # Money in

    def receive(self, payment: Plain) -> None:
        """P-1, P-4, L-3: applied unless it is too much or too late."""
        invoice, amount = self._invoices[payment["invoice"]], payment["amount_paid"]
        name = self.payer_of(payment)
        if is_old(invoice, self.settings):
            if name.startswith("ch_") and not self.is_left_to_others(self._charges[name]):
                self._payers[name].unapplied += amount
                self._received_by[invoice["id"]] = name
            return
        if name.startswith("pr_") and not self.settings.out_of_band:
            self.paid_elsewhere[invoice["id"]] += amount
            return
        if self.is_second(payment):
            self._payers[name].unapplied += amount if self.settings.second_payments else 0
            return
        given_up = self.written_off_at(invoice)
        late = given_up is not None and payment["status_transitions"]["paid_at"] > given_up
        too_much = invoice.get("amount_overpaid", 0) if self._is_last(payment) else 0
        applied = 0 if late else amount - too_much
        self._payers[name].applied[invoice["id"]] += applied
        self._payers[name].unapplied += amount - applied
        self._received_by[invoice["id"]] = name

    def is_second(self, payment: Plain) -> bool:
        """P-9: of all that was paid, the latest is more than Stripe counts for the invoice."""
        invoice = self._invoices[payment["invoice"]]
        if is_old(invoice, self.settings):
            return False
        paid = [one for one in self._stripe["invoice_payments"] if one["invoice"] == invoice["id"]]
        paid = sorted((one for one in paid if one["status"] == "paid"), key=_paid_at)
        after = sum(one["amount_paid"] for one in paid[paid.index(payment) + 1 :])
        whole = sum(one["amount_paid"] for one in paid)
        return bool(whole - after > invoice["amount_paid"] + invoice.get("amount_overpaid", 0))

    def start(self, payment: Plain) -> None:
        """P-7: a debit that neither arrived nor bounced yet; L-3: one that began after the write-off covers nothing."""
        name, invoice = self.payer_of(payment), self._invoices[payment["invoice"]]
        given_up = self.written_off_at(invoice)
        if is_old(invoice, self.settings) and self.is_left_to_others(self._charges[name]):
            return
        if is_old(invoice, self.settings) or (given_up is not None and payment["created"] > given_up):
            self._payers[name].unapplied += payment["amount_requested"]
            return
        self._payers[name].applied[payment["invoice"]] += payment["amount_requested"]
        self.on_its_way[payment["invoice"]] += payment["amount_requested"]

    def receive_alone(self, charge: Plain) -> None:
        """P-8: money for nothing that Stripe knows of."""
        if self.is_left_to_others(charge):
            return
        if self.settings.sale_for_charge:
            self._payers[charge["id"]].applied[f"invoice_{charge['id']}"] += charge["amount"]
        else:
            self._payers[charge["id"]].unapplied += charge["amount"]

    def is_left_to_others(self, charge: Plain) -> bool:
        """A-10: money from before the start, unless it pays an invoice from after it; P-9: what is held."""
        ours = [one for one in self._stripe["invoice_payments"] if self._is_by(charge, one)]
        if not self.settings.second_payments and any(one["status"] == "paid" and self.is_second(one) for one in ours):
            return True
        paid_at = [at for one in ours if (at := one["status_transitions"].get("paid_at"))]
        moved = self._moments.get(charge["balance_transaction"], charge["created"])
        pays_ours = any(not is_old(self._invoices[one["invoice"]], self.settings) for one in ours)
        return min(paid_at, default=moved) < self.settings.start and not pays_ours

    @staticmethod
    def _is_by(charge: Plain, payment: Plain) -> bool:
        same = payment["payment"].get("payment_intent") == charge["payment_intent"]
        return same and charge["status"] != "failed" and payment["status"] != "canceled"

    def payer_of(self, payment: Plain) -> str:
        """The charge that succeeded or is on its way, or the payment record."""
        means = payment["payment"]
        if means["type"] == "payment_record":
            return str(means["payment_record"])
        charges = (one for one in self._charges.values() if one["payment_intent"] == means["payment_intent"])
        return next(str(one["id"]) for one in charges if one["status"] != "failed")

    def _is_last(self, payment: Plain) -> bool:
        paid = [one for one in self._stripe["invoice_payments"] if one["invoice"] == payment["invoice"]]
        times = [one["status_transitions"].get("paid_at") or 0 for one in paid if one["status"] == "paid"]
        return bool(payment["status_transitions"]["paid_at"] == max(times))

    # Money out

    def pay_back(self, outflow: Plain) -> None:
        """R-5 to R-8, D-1: of notes that list it, of refunds that came back, of invoices, of what is not applied."""
        if self.is_left_to_others(self._charges[outflow["charge"]]):
            return
        payer, rest = self._payers[outflow["charge"]], outflow["amount"]
        for note in self._stripe["credit_notes"]:
            listed = sum(one["amount_refunded"] for one in note["refunds"] if one.get("refund") == outflow["id"])
            if listed and self.has_memo(note):
                rest -= listed
                payer.applied[note["invoice"]] -= min(listed, payer.applied[note["invoice"]])
        for name in self._back[outflow["charge"]]:
            rest -= self._take(self._payers[name], rest)
        there = {invoice: amount for invoice, amount in sorted(payer.applied.items()) if amount}
        taken = min(rest, sum(there.values()))
        for invoice, part in zip(there, shared(taken, list(there.values())), strict=True):
            payer.applied[invoice] -= part
        self._take(payer, rest - taken)

    def bring_back(self, refund: Plain) -> None:
        """R-7: a failed refund's money stands to the customer's credit."""
        if self.is_left_to_others(self._charges[refund["charge"]]):
            return
        self._payers[f"undo_{refund['id']}"].unapplied += refund["amount"]
        self._back[refund["charge"]].append(f"undo_{refund['id']}")

    def void(self, invoice: Plain) -> None:
        """L-2, L-4: what is still applied of its payments becomes credit."""
        for payer in self._payers.values():
            payer.unapplied += payer.applied.pop(invoice["id"], 0)

    # Credit

    def has_memo(self, note: Plain) -> bool:
        """V-11: not of an invoice that is not in NetSuite; L-1: nor after the write-off, which took all there was."""
        invoice = self._invoices[note["invoice"]]
        given_up = self.written_off_at(invoice)
        counts = note.get("status") != "void" and not is_absent(invoice, self.settings)
        return counts and (given_up is None or note["effective_at"] <= given_up)

    def credit(self, note: Plain) -> None:
        """N-3 to N-5: what goes neither into the invoice nor back as money stays on the memo."""
        if not self.has_memo(note):
            self._pay_back_outside(note)
            return
        listed = [one["amount_refunded"] for one in note["refunds"] if one["type"] == "payment_record_refund"]
        stays = note["post_payment_amount"] - sum(one["amount_refunded"] for one in note["refunds"])
        self._payers[f"memo_{note['id']}"].unapplied += stays + (0 if self.settings.out_of_band else sum(listed))

    def _pay_back_outside(self, note: Plain) -> None:
        """L-3, R-5: without a memo, what went back outside Stripe is paid out of the payment, which is not applied."""
        for one in note["refunds"]:
            if self.settings.out_of_band and one["type"] == "payment_record_refund":
                self._take(self._payers[one["payment_record_refund"]["payment_record"]], one["amount_refunded"])

    def move_balance(self, moved: Plain) -> None:
        """B-1 to B-8, first in first out. What is owed and what is to the customer's credit meet at once."""
        amount, invoice = moved["amount"], self._invoices.get(moved.get("invoice", ""))
        match moved["type"]:
            case "applied_to_invoice" if invoice is not None and invoice["total"] >= 0 and amount < 0:
                self._debt += amount
            case "applied_to_invoice" if invoice is not None and amount > 0:
                self._uses[invoice["id"]] += self._consume(amount)
            case "unapplied_from_invoice" if invoice is not None and amount < 0:
                self._give_back(invoice)
            case "unapplied_from_invoice":
                self._debt += amount
            case _ if amount > 0:
                self._debt += amount
            case _:
                self._credits.append(_Credit(left=-amount, origin=self._origin(moved)))
        self._debt -= sum(used for _, used, _ in self._consume(max(0, self._debt)))

    def _origin(self, moved: Plain) -> str | None:
        if self.settings.memo_for_all_credit:
            return None
        if moved["type"] == "credit_note":
            note = next(one for one in self._stripe["credit_notes"] if one["id"] == moved["credit_note"])
            return f"memo_{note['id']}" if self.has_memo(note) else None
        return self._received_by.get(moved["invoice"]) if moved["type"] == "invoice_overpaid" else None

    def _consume(self, amount: int) -> list[tuple[_Credit, int, int]]:
        uses = []
        for credit in self._credits:
            used = min(amount, credit.left)
            if used:
                amount -= used
                uses.append((credit, used, self._use(credit, used)))
        return uses

    def _use(self, credit: _Credit, amount: int) -> int:
        """Takes some of a credit; how much of it there is a record for."""
        credit.left -= amount
        return self._take(self._payers[credit.origin], amount) if credit.origin else 0

    def _give_back(self, invoice: Plain) -> None:
        """B-5, L-4: credits stand in their old place; one that was booked by a memo stems from that memo by now."""
        given_up = "marked_uncollectible_at" in invoice["status_transitions"]
        was_booked = given_up and not is_absent(invoice, self.settings)
        for credit, used, backed in self._uses.pop(invoice["id"], []):
            credit.left += backed
            if credit.origin:
                self._payers[credit.origin].unapplied += backed
            memo = f"memo_{self._use_of(invoice)}" if was_booked else None
            if memo:
                self._payers[memo].unapplied += used - backed
            self._credits.insert(self._credits.index(credit) + 1, _Credit(left=used - backed, origin=memo))

    def _use_of(self, invoice: Plain) -> str:
        moved = self._stripe["customer_balance_transactions"]
        used = (one for one in moved if one.get("invoice") == invoice["id"] and one["type"] == "applied_to_invoice")
        return next(str(one["id"]) for one in used)

    @staticmethod
    def _take(payer: _Payer, most: int) -> int:
        taken = min(most, payer.unapplied)
        payer.unapplied -= taken
        return taken


def _paid_at(payment: Plain) -> int:
    return int(payment["status_transitions"]["paid_at"])


# Stripe's facts in their order

Fact = tuple[int, int, Callable[[Plain], None], Plain]


def _facts(stripe: Stripe, book: _Book) -> Iterator[Fact]:
    """When, in which order within a second, what to post, and of what."""
    yield from _money_in(stripe, book)
    yield from _money_out(stripe, book)
    for note in stripe["credit_notes"]:
        if note.get("status") != "void":
            yield note["effective_at"], 0, book.credit, note
    for invoice in stripe["invoices"]:
        if voided_at := invoice["status_transitions"].get("voided_at"):
            yield voided_at, 0, book.void, invoice
    for moved in stripe["customer_balance_transactions"]:
        yield moved["created"], 2, book.move_balance, moved


def _money_in(stripe: Stripe, book: _Book) -> Iterator[Fact]:
    for payment in stripe["invoice_payments"]:
        if payment["status"] == "paid":
            yield payment["status_transitions"]["paid_at"], 0, book.receive, payment
        elif payment["status"] == "open" and _is_pending(stripe, payment):
            yield payment["created"], 0, book.start, payment
    for charge in charges_alone(stripe):
        yield charge["created"], 0, book.receive_alone, charge


def charges_alone(stripe: Stripe) -> Iterator[Plain]:
    """Charges for nothing that Stripe knows of."""
    intents = {payment["payment"].get("payment_intent") for payment in stripe["invoice_payments"]}
    return (one for one in stripe["charges"] if one["payment_intent"] not in intents and one["status"] == "succeeded")


def _money_out(stripe: Stripe, book: _Book) -> Iterator[Fact]:
    moments = {one["id"]: one["created"] for one in stripe["balance_transactions"]}
    for refund in stripe["refunds"]:
        if refund["balance_transaction"] is not None or refund["status"] == "succeeded":
            yield refund["created"], 1, book.pay_back, refund
        if back := refund.get("failure_balance_transaction"):
            yield moments[back], 0, book.bring_back, refund
    for dispute in stripe["disputes"]:
        if dispute["balance_transactions"]:
            yield moments[dispute["balance_transactions"][0]], 1, book.pay_back, dispute


def _is_pending(stripe: Stripe, payment: Plain) -> bool:
    intent = payment["payment"].get("payment_intent")
    return any(one["payment_intent"] == intent and one["status"] == "pending" for one in stripe["charges"])


# Cash

BANKED = frozenset({"charge", "refund", "refund_failure", "payment_failure_refund"})


def _cash(stripe: Stripe, book: _Book) -> int:
    """Stripe's own balance, gross of fees, without funds reinstated (D-2) and without what is left to others (A-10)."""
    charges = {one["id"]: one for one in stripe["charges"]}
    of = {one["id"]: charges[one["charge"]] for kind in ("refunds", "disputes") for one in stripe[kind]} | charges
    return _cash_outside(stripe, book) + sum(
        one["amount"]
        for one in stripe["balance_transactions"]
        if (one["type"] in BANKED or (one["type"] == "adjustment" and one["amount"] < 0))
        and not book.is_left_to_others(of[one["source"]])
    )


def _cash_outside(stripe: Stripe, book: _Book) -> int:
    """What was paid outside Stripe, and given back there, for invoices that are in NetSuite (P-5)."""
    if not book.settings.out_of_band:
        return 0
    ours = {one["id"] for one in stripe["invoices"] if not is_absent(one, book.settings)}
    paid = sum(
        one["amount_paid"]
        for one in stripe["invoice_payments"]
        if one["payment"]["type"] == "payment_record" and one["invoice"] in ours
    )
    return paid - sum(
        one["amount_refunded"]
        for note in stripe["credit_notes"]
        if note.get("status") != "void" and note["invoice"] in ours
        for one in note["refunds"]
        if one["type"] == "payment_record_refund"
    )
