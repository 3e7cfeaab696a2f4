"""Asks NetSuite what became of a batch and settles it by the answer: looks up attempts, checks amounts."""

from __future__ import annotations

from dataclasses import replace

from connector.binding import internal_id
from connector.judging import judge_amounts, judge_applications, judge_records, judge_updates, judge_withdrawals
from connector.ports import Batch, Erp, Purpose, Settlement
from netsuite_client.records import Ref


def settled_by_question(batch: Batch, erp: Erp) -> list[Settlement]:
    """What NetSuite shows of each member of a batch that looks up or checks. Raises what `erp` raises."""
    match batch.purpose:
        case Purpose.LOOK_UP:
            return _look_up(batch, erp)
        case Purpose.LOOK_UP_WITHDRAWAL:
            return _look_up_withdrawals(batch, erp)
        case _:
            return _check(batch, erp)


def _look_up(batch: Batch, erp: Erp) -> list[Settlement]:
    riding = {claimed.external_id for claimed in batch.records}
    alone = [one for one in batch.applications if one.application.payer.external_id not in riding]
    adds = tuple(claimed for claimed in batch.records if claimed.internal_id is None)
    updates = tuple(claimed for claimed in batch.records if claimed.internal_id is not None)
    found = erp.find([claimed.sent_as for claimed in adds]) if adds else ()
    there = erp.read([Ref(kind=one.record.KIND, internal_id=one.internal_id) for one in updates])
    payers = {internal_id(one.application.payer, batch.known) for one in alone}
    applied = erp.applications(sorted(payers)) if payers else {}
    of_records = [*judge_records(replace(batch, records=adds), found), *judge_updates(updates, there)]
    return [*of_records, *judge_applications(batch, alone, applied)]


def _look_up_withdrawals(batch: Batch, erp: Erp) -> list[Settlement]:
    balances = erp.balances([claimed.internal_id or "" for claimed in batch.records]) if batch.records else {}
    payers = {internal_id(one.application.payer, batch.known) for one in batch.applications}
    applied = erp.applications(sorted(payers)) if payers else {}
    return judge_withdrawals(batch, balances, applied)


def _check(batch: Batch, erp: Erp) -> list[Settlement]:
    return judge_amounts(batch.checks, erp.balances([check.internal_id for check in batch.checks]))
