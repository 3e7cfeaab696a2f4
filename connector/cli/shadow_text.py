"""What is shown in the first steps: what was open at the cut-over, and what a shadow run would post."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from itertools import groupby

from connector.cli.printing import out, print_table
from connector.first_steps import Shadow
from connector.translation.text import KIND_NAMES
from connector.translation.values import stripe_amount
from stripe_client.opening import OpenBalance

LISTED_MAX = 20


def print_open_balances(balances: Sequence[OpenBalance], start: str) -> None:
    """What the books must have already at the cut-over: it is before the connector's time."""
    if not balances:
        out.print(f"Nothing was open at Stripe before {start}: there is nothing to carry over.")
        return
    out.print(f"Open before {start}, and never posted by the connector: see that NetSuite has it.", style="bold")
    print_table(("  Open", "Currency", "Number", "Amount"), list(_sums(balances)))
    invoices = sorted((each for each in balances if each.kind == "invoice"), key=lambda each: each.dated)
    for each in invoices[:LISTED_MAX]:
        day = datetime.fromtimestamp(each.dated, UTC).date()
        out.print(f"  {day}  {each.id}  {each.currency.upper()} {_amount(each):,}")
    if len(invoices) > LISTED_MAX:
        out.print(f"  … and {len(invoices) - LISTED_MAX} more")
    out.print("A later payment of such an invoice stands unapplied, with an issue that asks for the old invoice.")


def _sums(balances: Iterable[OpenBalance]) -> Iterable[tuple[str, str, int, Decimal]]:
    ordered = sorted(balances, key=_what)
    for (what, currency), each in groupby(ordered, key=_what):
        amounts = [_amount(one) for one in each]
        yield f"  {what}", currency, len(amounts), sum(amounts, Decimal())


def _what(each: OpenBalance) -> tuple[str, str]:
    if each.kind == "invoice":
        return "invoices", each.currency.upper()
    return ("owed by customers, today" if each.amount > 0 else "credit of customers, today"), each.currency.upper()


def _amount(each: OpenBalance) -> Decimal:
    return abs(stripe_amount(each.amount, each.currency.upper()))


def print_shadow(shadow: Shadow) -> None:
    """What would be posted, by account and month, and how many records."""
    out.print("NOTHING WAS WRITTEN. What would be posted (debit +, credit -):", style="bold")
    print_table(
        ("  Account", "Month", "Currency", "Amount"),
        [(f"  {account}", month, symbol, amount) for (account, month, symbol), amount in sorted(shadow.posted.items())],
    )
    print_table(
        ("  Records", "Currency", "Number", "Total"),
        [
            (f"  {KIND_NAMES[kind]}", symbol, number, total)
            for (kind, symbol), (number, total) in sorted(shadow.totals.items())
        ],
    )
