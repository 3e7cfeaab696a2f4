"""Decides how a record that is no longer wanted leaves NetSuite's books (rules A-11, N-7). Pure."""

from __future__ import annotations

from connector.lifecycle import Event
from connector.ports import ClaimedRecord, IssueDraft, Settlement
from connector.translation.external_ids import reversal_external_id, reversal_memo
from connector.translation.wanted import Application, CounterRecord, WantedRecord
from netsuite_client.outcomes import Delete
from netsuite_client.records import CreditMemo, Invoice, Ref, Transaction


def deletion(claimed: ClaimedRecord) -> Delete:
    """What an open period allows."""
    return Delete(kind=claimed.record.KIND, internal_id=claimed.internal_id or "")


def kept_in_netsuite(claimed: ClaimedRecord) -> Settlement:
    """What cannot be deleted, because of its period or its revenue: a memo is reversed, the rest is for a person."""
    record = claimed.record
    if isinstance(record, CreditMemo):
        counter = reversal(record, claimed)
        return Settlement(intent_id=claimed.intent_id, event=Event.REVERSE, counter=counter)
    values = {"message": f"{claimed.external_id} of {_day(claimed)} is no longer wanted and cannot be deleted"}
    issue = IssueDraft(code="PERIOD_CLOSED", values=values)
    return Settlement(intent_id=claimed.intent_id, event=Event.REFUSE, issue=issue)


def reversal(memo: CreditMemo, claimed: ClaimedRecord) -> CounterRecord:
    """An invoice of the memo's own lines, items and recognition, on which the memo is used up (rule N-7).

    It bears the memo's date; the closed period then moves it as any other record (rule A-9).
    """
    external_id = reversal_external_id(claimed.sent_as)
    invoice = Invoice(
        external_id=external_id,
        entity=memo.entity,
        tran_date=memo.tran_date,
        currency=memo.currency,
        lines=memo.lines,
        memo=reversal_memo(claimed.sent_as, memo.memo),
        subsidiary=memo.subsidiary,
        account=memo.account,
        fields=memo.fields,
    )
    use = Application(
        payer=Ref(kind=memo.KIND, external_id=claimed.external_id),
        payee=Ref(kind=invoice.KIND, external_id=external_id),
        amount=memo.total,
        currency=memo.currency.name or "",
    )
    return CounterRecord(record=WantedRecord(record=invoice), application=use)


def _day(claimed: ClaimedRecord) -> str:
    return f"{claimed.record.tran_date}" if isinstance(claimed.record, Transaction) else ""
