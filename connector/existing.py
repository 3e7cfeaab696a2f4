"""Decides what becomes of records that NetSuite may have already: linked by people, or found by a field's value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from connector.binding import internal_id
from connector.lifecycle import Event
from connector.ports import Batch, ClaimedRecord, IssueDraft, Settlement
from connector.translation.wanted import Linked, Match
from netsuite_client.account import Found, Sought
from netsuite_client.records import GROUPS, Group, Kind, Ref

Hits = Mapping[Sought, Sequence[Found]]

LOWERING_TYPES = frozenset({"Discount", "Markup"})
NO_SALE_TYPES = LOWERING_TYPES | {"Subtotal", "Description", "Payment"}
"""Types of items on which nothing can be booked as sold."""

TRANSACTION_TYPES: dict[Kind, str] = {
    Kind.INVOICE: "CustInvc",
    Kind.CUSTOMER_PAYMENT: "CustPymt",
    Kind.CREDIT_MEMO: "CustCred",
    Kind.CUSTOMER_REFUND: "CustRfnd",
}
"""The types of transactions that people may link."""


def sought_by(batch: Batch) -> dict[int, Sought]:
    """What to ask NetSuite for, by intent; neither a link that is no internal id nor an empty value is worth it."""
    return {
        claimed.intent_id: sought
        for claimed in batch.records
        if claimed.is_sought and (sought := _sought(claimed, batch.known)) is not None
    }


def _sought(claimed: ClaimedRecord, known: Mapping[str, str]) -> Sought | None:
    match claimed:
        case ClaimedRecord(record=Linked(linked_to=Ref() as transaction)):
            return Sought(group=Group.TRANSACTION, field="id", value=internal_id(transaction, known))
        case ClaimedRecord(record=Linked(linked_to=str(named), kind=kind)):
            return Sought(group=GROUPS[kind], field="id", value=named) if _is_internal_id(named) else None
        case ClaimedRecord(match=Match(field=column, value=value)):
            return Sought(group=GROUPS[claimed.record.KIND], field=column, value=value) if value else None
    return None


def _is_internal_id(text: str) -> bool:
    return text.isascii() and text.isdigit()


def judge_sought(batch: Batch, hits: Hits) -> list[Settlement]:
    """The move of each record that was asked for; one without a move is to be added (rules I-4, C-2, C-5).

    Of several that would be added under the same match only the first is: the others find it next.
    """
    sought, adding = sought_by(batch), set[Sought]()
    settlements = []
    for claimed in (one for one in batch.records if one.is_sought):
        asked = sought.get(claimed.intent_id)
        settlement = _judged(claimed, hits.get(asked, ()) if asked else ())
        if settlement is not None:
            settlements.append(settlement)
        elif asked in adding:
            settlements.append(Settlement(intent_id=claimed.intent_id, event=Event.BUSY))
        elif asked is not None:
            adding.add(asked)
    return settlements


def _judged(claimed: ClaimedRecord, found: Sequence[Found]) -> Settlement | None:
    ids = _ids(claimed, found)
    if len(ids) == 1:
        return Settlement(intent_id=claimed.intent_id, event=Event.ACCEPT, internal_id=ids[0], linked=True)
    issue = _issue(claimed, ids)
    return None if issue is None else Settlement(intent_id=claimed.intent_id, event=Event.REFUSE, issue=issue)


def _ids(claimed: ClaimedRecord, found: Sequence[Found]) -> list[str]:
    """The internal ids of what was found and can stand for the record."""
    if isinstance(claimed.record, Linked) and isinstance(claimed.record.linked_to, Ref):
        return [one.entity for one in found if one.entity is not None]
    return [one.internal_id for one in found if _can_be(claimed.record.KIND, one.type)]


def _can_be(kind: Kind, type_: str) -> bool:
    """Whether a record of this type can stand for the kind that is wanted; a sale may be on any item that sells."""
    match GROUPS[kind]:
        case Group.TRANSACTION:
            return TRANSACTION_TYPES.get(kind) == type_
        case Group.ITEM:
            return (type_ == "Discount") if kind is Kind.DISCOUNT_ITEM else type_ not in NO_SALE_TYPES
        case Group.ENTITY | Group.PAYMENT_METHOD:
            return True


@dataclass(frozen=True, kw_only=True)
class _Words:
    """How a group of records is called, and the cause of a match that is not clear."""

    one: str
    many: str
    unclear: str


_WORDS: dict[Group, _Words] = {
    Group.ENTITY: _Words(one="customer", many="customers", unclear="AMBIGUOUS_CUSTOMER"),
    Group.ITEM: _Words(one="item", many="items", unclear="NO_ITEM_FOR_PRICE"),
}


def _issue(claimed: ClaimedRecord, ids: Sequence[str]) -> IssueDraft | None:
    """Why nothing can stand for the record; None: it may be added."""
    match claimed:
        case ClaimedRecord(record=Linked() as linked):
            return IssueDraft(code="LINKED_RECORD_MISSING", values={"message": _missing(linked)})
        case ClaimedRecord(match=Match() as match):
            return _unclear(_WORDS[GROUPS[claimed.record.KIND]], match, ids)
    return None


def _missing(linked: Linked) -> str:
    kind = linked.kind.value.replace("_", " ")
    match linked.linked_to:
        case Ref(external_id=transaction):
            return f"NetSuite shows no customer of {transaction} ({linked.place})"
        case named if _is_internal_id(named):
            return f"NetSuite has no {kind} {named}, which {linked.place} names"
        case named:
            return f'{linked.place} is "{named[:40]}", and an internal id is digits alone'


def _unclear(words: _Words, match: Match, ids: Sequence[str]) -> IssueDraft | None:
    sentence = f'whose {match.field} is "{match.value}"'
    if ids:
        message = f"NetSuite has {len(ids)} active {words.many} {sentence}: {', '.join(ids)}"
        return IssueDraft(code=words.unclear, values={"message": message, "number": f"{len(ids)}"})
    if match.adds:
        return None
    if not match.value:
        message = f"nothing stands at {match.place}, by which its {words.one} is looked for"
        return IssueDraft(code=words.unclear, values={"message": message})
    return IssueDraft(code=words.unclear, values={"message": f"NetSuite has no active {words.one} {sentence}"})
