"""Judges what NetSuite shows: was an unanswered attempt done, and do its amounts equal ours?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from connector.binding import internal_id
from connector.lifecycle import Event
from connector.ports import Batch, ClaimedApplication, ClaimedCheck, ClaimedRecord, IssueDraft, Settlement
from connector.translation.external_ids import apart
from connector.translation.wanted import Linked
from netsuite_client.account import Balance, Found
from netsuite_client.outcomes import Apply
from netsuite_client.records import (
    GROUPS,
    CreditMemo,
    CustomerPayment,
    CustomerRefund,
    Group,
    Invoice,
    Kind,
    Record,
    Ref,
    part,
)

TYPES: dict[Kind, frozenset[str]] = {
    Kind.CUSTOMER: frozenset({"CustJob", "Customer"}),
    Kind.SERVICE_SALE_ITEM: frozenset({"Service"}),
    Kind.OTHER_CHARGE_SALE_ITEM: frozenset({"OthCharge"}),
    Kind.DISCOUNT_ITEM: frozenset({"Discount"}),
    Kind.PAYMENT_METHOD: frozenset({"PaymentMethod"}),
    Kind.INVOICE: frozenset({"CustInvc"}),
    Kind.CUSTOMER_PAYMENT: frozenset({"CustPymt"}),
    Kind.CREDIT_MEMO: frozenset({"CustCred"}),
    Kind.CUSTOMER_REFUND: frozenset({"CustRfnd"}),
}
"""What NetSuite calls the types of the kinds that we write."""


def judge_records(batch: Batch, found: Iterable[Found]) -> list[Settlement]:
    """Whether each unanswered add was done, together with the applications that rode in it."""
    by_key: dict[tuple[Group, str], list[Found]] = {}
    for one in found:
        by_key.setdefault((one.group, one.external_id.lower()), []).append(one)
    settlements = []
    for claimed in batch.records:
        there = by_key.get((GROUPS[claimed.record.KIND], claimed.sent_as.lower()), [])
        settlement = _judge_record(claimed, there)
        settlements += [settlement, *_riders(claimed, batch, settlement)]
    return settlements


def _judge_record(claimed: ClaimedRecord, there: Sequence[Found]) -> Settlement:
    """Rule I-1: ours, not there, there in other letters, or taken by something else. A linked record was never sent."""
    if isinstance(claimed.record, Linked):
        return Settlement(intent_id=claimed.intent_id, event=Event.FOUND_NOT_DONE)
    same_letters = [one for one in there if one.external_id == claimed.sent_as]
    if not there:
        return Settlement(intent_id=claimed.intent_id, event=Event.FOUND_NOT_DONE)
    if not same_letters:
        other = apart(claimed.external_id, claimed.external_id)
        return Settlement(intent_id=claimed.intent_id, event=Event.FOUND_NOT_DONE, sent_as=other)
    if _is_ours(claimed, same_letters[0]):
        return Settlement(intent_id=claimed.intent_id, event=Event.FOUND_DONE, internal_id=same_letters[0].internal_id)
    values = {"external_id": claimed.sent_as, "netsuite": f"{same_letters[0].type} {same_letters[0].internal_id}"}
    values["record"] = f"{claimed.record.KIND.value}:{same_letters[0].internal_id}"
    issue = IssueDraft(code="EXTERNAL_ID_TAKEN", values=values)
    return Settlement(intent_id=claimed.intent_id, event=Event.FOUND_OTHER, issue=issue)


def _is_ours(claimed: ClaimedRecord, one: Found) -> bool:
    """Same type; for a transaction the customer, currency and total of the attempt too."""
    record = claimed.record
    if one.type not in TYPES[record.KIND]:
        return False
    match record:
        case Invoice() | CreditMemo():
            entity = record.entity
        case CustomerPayment() | CustomerRefund():
            entity = record.customer
        case _:
            return True
    asked = (entity.internal_id, record.currency.internal_id, record.total)
    return asked == (one.entity, one.currency, one.total)


def _riders(claimed: ClaimedRecord, batch: Batch, verdict: Settlement) -> list[Settlement]:
    """An add is done as a whole: its applications share its verdict; where it is not ours, they wait."""
    event = Event.FOUND_DONE if verdict.event is Event.FOUND_DONE else Event.FOUND_NOT_DONE
    return [Settlement(intent_id=rider.intent_id, event=event) for rider in batch.riders(claimed)]


def judge_updates(claimed: Sequence[ClaimedRecord], there: Sequence[Record | None]) -> list[Settlement]:
    """An update is done when the record, read back, has the parts of the attempt; a list may have more."""
    return [_judge_update(one, record) for one, record in zip(claimed, there, strict=True)]


def _judge_update(claimed: ClaimedRecord, there: Record | None) -> Settlement:
    if there is None:
        issue = IssueDraft(code="DELETED_IN_NETSUITE", values={"internal_id": claimed.internal_id or ""})
        return Settlement(intent_id=claimed.intent_id, event=Event.FOUND_OTHER, issue=issue)
    attempt = claimed.record
    done = not isinstance(attempt, Linked) and all(
        _has(part(there, name), part(attempt, name)) for name in claimed.updates
    )
    event = Event.FOUND_DONE if done else Event.FOUND_NOT_DONE
    return Settlement(intent_id=claimed.intent_id, event=event)


def _has(there: object, wanted: object) -> bool:
    match there, wanted:
        case tuple(), tuple():
            return set(map(_identity, wanted)) <= set(map(_identity, there))
        case _:
            return _identity(there) == _identity(wanted)


def _identity(value: object) -> object:
    """What a reference names; any other value is itself."""
    return value.internal_id if isinstance(value, Ref) else value


def judge_applications(
    batch: Batch, claimed: Sequence[ClaimedApplication], applied: Mapping[str, Sequence[Apply]]
) -> list[Settlement]:
    """An application is done when the payer's apply line for that document has that amount."""
    return [
        Settlement(
            intent_id=one.intent_id, event=_found(done=_amount_applied(one, batch, applied) == one.application.amount)
        )
        for one in claimed
    ]


def judge_withdrawals(
    batch: Batch, balances: Mapping[str, Balance], applied: Mapping[str, Sequence[Apply]]
) -> list[Settlement]:
    """A deletion is done when the record is gone, an application is taken back when its apply line is."""
    return [
        *(
            Settlement(intent_id=one.intent_id, event=_found(done=one.internal_id not in balances))
            for one in batch.records
        ),
        *(
            Settlement(intent_id=one.intent_id, event=_found(done=_amount_applied(one, batch, applied) == 0))
            for one in batch.applications
        ),
    ]


def _amount_applied(claimed: ClaimedApplication, batch: Batch, applied: Mapping[str, Sequence[Apply]]) -> Decimal:
    """What the payer is used for on the payee now."""
    use = claimed.application
    payer, payee = internal_id(use.payer, batch.known), internal_id(use.payee, batch.known)
    return sum((apply.amount for apply in applied.get(payer, ()) if apply.doc == payee), Decimal(0))


def _found(*, done: bool) -> Event:
    return Event.FOUND_DONE if done else Event.FOUND_NOT_DONE


def judge_amounts(checks: Sequence[ClaimedCheck], balances: Mapping[str, Balance]) -> list[Settlement]:
    """Whether NetSuite reports the totals and remaining amounts that our records make (rule A-4)."""
    return [
        Settlement(intent_id=check.intent_id, event=None, issue=_amount_issue(check, balances.get(check.internal_id)))
        for check in checks
    ]


def _amount_issue(check: ClaimedCheck, balance: Balance | None) -> IssueDraft | None:
    if balance is None:
        return IssueDraft(code="DELETED_IN_NETSUITE", values={"internal_id": check.internal_id})
    total, remaining = check.total, check.total - check.applied
    if (balance.total, balance.remaining) == (total, remaining):
        return None
    values = {
        "total": f"{total}",
        "netsuite_total": f"{balance.total}",
        "remaining": f"{remaining}",
        "netsuite_remaining": f"{balance.remaining}",
    }
    return IssueDraft(code="AMOUNT_DIFFERS", values=values)
