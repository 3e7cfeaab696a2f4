"""What was made already may not fit what is wanted now: then it stays as it is, and a person decides (rule A-11)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from connector.journal.content import record_of
from connector.journal.schema import APPLICATION
from connector.journal.wishes import RootWish, SharedWishes, Standing, Wish, root_wish
from connector.lifecycle import State
from connector.translation.wanted import Problem
from netsuite_client.records import CustomerPayment, Ref

MADE = frozenset({State.SENT, State.UNANSWERED, State.OVERTAKEN, State.ACCEPTED})
"""In NetSuite, or perhaps."""


def fitted(page: RootWish, standing: Mapping[str, Standing]) -> RootWish:
    """The page as it is, or stopped by what does not fit: it then wants nothing, and withdraws nothing."""
    problems = (*_made_before(page, standing), *_booked_under_another_customer(page, standing))
    if not problems:
        return page
    nothing = replace(page.translation, records=(), applications=(), shared=(), findings=(), pins={})
    return root_wish(replace(nothing, problems=problems), SharedWishes())


def kept(page: RootWish, standing: Mapping[str, Standing]) -> frozenset[str]:
    """What the page does not want and leaves where it is; before any of it was made it is left out like the rest."""
    ids = page.translation.made_before.keys()
    return frozenset(ids) if any(_is_made(standing.get(each)) for each in ids) else frozenset()


def _made_before(page: RootWish, standing: Mapping[str, Standing]) -> Iterator[Problem]:
    """Each problem once, although several records give it."""
    found = (problem for each, problem in page.translation.made_before.items() if _is_made(standing.get(each)))
    yield from {(each.code, each.subject): each for each in found if each}.values()


def _booked_under_another_customer(page: RootWish, standing: Mapping[str, Standing]) -> Iterator[Problem]:
    """A payment that is to be applied, and was booked under another customer than the invoice's.

    So it is with a charge that had no customer and was attached to an invoice later: NetSuite applies no payment to
    another customer's invoice, and to move the money is a person's decision.
    """
    for payment in page.wishes:
        made = standing.get(payment.external_id)
        if made is None or not _is_made(made):
            continue
        invoices = [use.payee or "" for use in page.wishes if use.payer == made.external_id and _is_new(use, standing)]
        booked = _customer(made.kind, made.sent_content or made.content) if invoices else None
        wanted = _customer(payment.kind, payment.content) if booked else None
        if booked and wanted and _id(booked) != _id(wanted):
            values = {"customer": _name(booked), "payer": _name(wanted), "invoice": ", ".join(invoices)}
            yield Problem(code="PAYMENT_OF_ANOTHER_CUSTOMER", subject=made.external_id, values=values)


def _is_made(standing: Standing | None) -> bool:
    return standing is not None and standing.state in MADE


def _is_new(use: Wish, standing: Mapping[str, Standing]) -> bool:
    return use.kind == APPLICATION and not _is_made(standing.get(use.external_id))


def _customer(kind: str, content: str) -> Ref | None:
    record = record_of(kind, content)
    return record.customer if isinstance(record, CustomerPayment) else None


def _id(customer: Ref) -> str | None:
    return customer.external_id or customer.internal_id


def _name(customer: Ref) -> str:
    return f"{customer.name} ({_id(customer)})" if customer.name else str(_id(customer))
