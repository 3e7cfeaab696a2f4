"""Makes a fixture of families: the objects of Stripe that they hold, each once, and nothing that tells whose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from connector.mapping.family_objects import FamilyObjects
from connector.ports import Source
from connector.proving.anonymous import Anonymous
from connector.proving.recorded import LISTS
from stripe_client.objects import (
    BalanceFamily,
    ChargeFamily,
    CustomerFamily,
    Family,
    InvoiceStory,
    Plain,
    Read,
    Root,
    RootKind,
)


def read_whole(source: Source, roots: Sequence[Root]) -> list[Family]:
    """The families of these roots and of the charges that pay them, with what paths of mappings lead to."""
    families = _readable(source.families(roots))
    intents = source.objects({intent for family in families for intent in _intents(family)})
    charges = {str(each["latest_charge"]) for each in intents.values() if each.get("latest_charge")}
    known = {family.root for family in families}
    paying = [root for each in sorted(charges) if (root := Root(RootKind.CHARGE, each)) not in known]
    families += _readable(source.families(paying)) if paying else []
    further = source.objects(_beyond(families))
    return [replace(family, fetched={**family.fetched, **intents, **further}) for family in families]


def captured(families: Iterable[Family], *, keep_metadata: bool = False) -> dict[str, list[object]]:
    """The objects by the lists of a fixture, those of the first family's root first."""
    plains: dict[str, Plain] = {}
    for family in families:
        for kind, plain in _plains(family):
            plains.setdefault(str(plain["id"]), {"object": kind, **plain})
    anonymous = Anonymous(keep_metadata=keep_metadata)
    lists: dict[str, list[object]] = {}
    for plain in plains.values():
        name = LISTS.get(str(plain["object"]))
        if name:
            lists.setdefault(name, []).append(anonymous.replaced(_slim(plain, plains)))
    return lists


def _readable(read: Iterable[Read]) -> list[Family]:
    return [each for each in read if isinstance(each, Family)]


def _intents(family: Family) -> Iterator[str]:
    payments = family.invoice.payments if isinstance(family, InvoiceStory) else ()
    return (payment.payment_intent_id for payment in payments if payment.payment_intent_id)


def _beyond(families: Iterable[Family]) -> set[str]:
    """The ids of payment intents and subscriptions that paths may begin with."""
    named = (each for family in families for each in FamilyObjects(family).of_root().named.values())
    return {each for each in named if isinstance(each, str)}


def _plains(family: Family) -> Iterator[tuple[str, Plain]]:
    """Each object with its kind, the root first."""
    match family:
        case InvoiceStory():
            yield from _of_story(family)
        case ChargeFamily():
            yield "charge", family.charge.plain
            yield from (("invoice", invoice.plain) for invoice in family.invoices.values())
            yield from _of_stories(family.stories)
        case BalanceFamily():
            yield from (("customer_balance_transaction", each.plain) for each in family.transactions)
            yield from _of_stories(family.stories)
        case CustomerFamily():
            pass
    if family.customer:
        yield "customer", family.customer.plain
    yield from ((str(plain.get("object")), plain) for plain in family.fetched.values())


def _of_stories(stories: Mapping[str, InvoiceStory]) -> Iterator[tuple[str, Plain]]:
    return (each for story in stories.values() for each in _of_story(story))


def _of_story(story: InvoiceStory) -> Iterator[tuple[str, Plain]]:
    yield "invoice", story.invoice.plain
    for kind, objects in (
        ("price", story.prices.values()),
        ("product", story.products.values()),
        ("coupon", story.coupons.values()),
        ("tax_rate", story.tax_rates.values()),
        ("charge", story.charges.values()),
        ("payment_record", story.payment_records.values()),
        ("credit_note", story.credit_notes),
        ("customer_balance_transaction", story.balance),
    ):
        yield from ((kind, each.plain) for each in objects)
    if story.customer:
        yield "customer", story.customer.plain
    yield from _of_stories(story.others)


def _slim(plain: Plain, plains: Mapping[str, Plain]) -> dict[str, object]:
    """An object with the ids of others that stand in it in whole and have a place of their own."""
    return {key: _id_of(value, plains) for key, value in plain.items()}


def _id_of(value: object, plains: Mapping[str, Plain]) -> object:
    id_ = value.get("id") if isinstance(value, Mapping) else None
    return id_ if isinstance(id_, str) and id_ in plains else value
