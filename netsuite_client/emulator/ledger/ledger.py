"""Adds, changes, deletes and reads records; every rule that refuses one is asked from here."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from netsuite_client.emulator.fields import TYPE, Fields
from netsuite_client.emulator.ledger import applications
from netsuite_client.emulator.ledger.books import Books, Period
from netsuite_client.emulator.ledger.checks import check_record, check_required
from netsuite_client.emulator.ledger.drafts import Draft, Line, posted_lines
from netsuite_client.emulator.ledger.kinds import KINDS, KINDS_BY_TYPE, Kind, ListKind, TransactionKind, group_of
from netsuite_client.emulator.ledger.merging import merged
from netsuite_client.emulator.ledger.money import amount_text
from netsuite_client.emulator.ledger.periods import check_change, check_open, gl_impact
from netsuite_client.emulator.ledger.reading import shown
from netsuite_client.emulator.ledger.references import find, resolve
from netsuite_client.emulator.ledger.revenue_journals import post_journals
from netsuite_client.emulator.ledger.revenue_plans import drop_plans, keep_plans, schedules
from netsuite_client.emulator.ledger.store import Stored
from netsuite_client.emulator.refusals import Refusal, in_use
from netsuite_client.emulator.schema.table import TABLE

_NO_SUCH_RECORD = "That record does not exist."


class Ledger:
    """Records and the general ledger of one account. Refusals leave nothing behind when raised inside a member."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self._store = books.store

    def add(self, sent: Fields, *, ignore_read_only: bool = False) -> Stored:
        """Add a record; raises Refusal."""
        kind = _writable(sent)
        if sent.get("internalId") is not None:
            raise Refusal("CANT_SET_INTERNALID", "You cannot set the internalId of a record that you add.")
        fields = self._checked(kind, sent, ignore_read_only=ignore_read_only)
        external_id = sent.get("externalId") or None
        if external_id is not None and self._store.find_external(kind.group, external_id):
            raise Refusal("DUP_RCRD", "This record already exists")
        record_id = self._store.next_id(kind.group)
        record = Stored(group=kind.group, id=record_id, kind=kind.name, external_id=external_id, name=None, body={})
        if isinstance(kind, ListKind):
            record = self._prepared(kind, record, fields)
            self._store.insert(record)
            return record
        named = "postingPeriod" in fields
        draft = kind.draft(self._books, fields)
        check_open(draft.header.period, named=named, tran_date=draft.header.tran_date)
        record = self._numbered(kind, record, draft)
        self._store.insert(record)
        self._keep(kind, record, draft)
        return record

    def update(self, sent: Fields, *, ignore_read_only: bool = False) -> Stored:
        """Change the fields that are sent; lists replace all their lines unless told otherwise."""
        kind = _writable(sent)
        before = self._existing(kind, sent)
        changes = self._checked(kind, sent, ignore_read_only=ignore_read_only)
        shown_before = {**before.body, **self._apply_list(before)}
        fields = merged(shown_before, changes)
        if isinstance(kind, ListKind):
            record = self._prepared(kind, before, fields)
        else:
            record = self._redrafted(kind, before, fields)
        record = replace(record, external_id=self._external_id_after(kind, before, sent))
        self._store.update(record)
        return record

    def _external_id_after(self, kind: Kind, before: Stored, sent: Fields) -> str | None:
        """The external id after an update, which may rename a record that it names by internal id."""
        external_id: str | None = sent.get("externalId", before.external_id)
        if external_id is not None and external_id != before.external_id:
            other = self._store.find_external(kind.group, external_id)
            if other is not None and other.id != before.id:
                raise Refusal("DUP_RCRD", "This record already exists")
        return external_id

    def delete(self, reference: Fields) -> Stored:
        """Delete a record that nothing else needs."""
        record = self.referred(reference)
        kind = KINDS.get(record.kind)
        if kind is None:
            raise Refusal("CANT_DELETE_RCRD", "This record can not be deleted.")
        if isinstance(kind, TransactionKind):
            self._unkeep(record)
        else:
            self._check_unused(record)
        self._store.delete(record)
        return record

    def get(self, reference: Fields) -> Fields:
        """A record as NetSuite shows it."""
        return shown(self._books, self.referred(reference))

    def records(self, kind: str) -> list[Fields]:
        """All records of a kind as NetSuite shows them."""
        return [shown(self._books, record) for record in self._store.of_kind(kind)]

    def referred(self, reference: Fields) -> Stored:
        """What a typed reference names; raises Refusal when that is nothing."""
        kind = reference.get("type") or ""
        group = group_of(kind)
        if group is None:
            raise Refusal("INVALID_RCRD_TYPE", f"The record type {kind} is not supported.")
        record = find(self._store, group, reference)
        if record is None or record.kind != kind:
            raise Refusal("RCRD_DSNT_EXIST", _NO_SUCH_RECORD)
        return record

    def trial_balance(self, customer: str | None = None) -> dict[str, dict[str, str]]:
        """Each account that was posted to, with its type and its balance per currency; debits are positive.

        `customer` is the external id of one whose transactions alone are counted.
        """
        balances: dict[str, dict[str, str]] = {}
        for name, account_type, symbol, amount in self._store.rows(_BALANCES, customer):
            balances.setdefault(name, {"type": account_type})[symbol] = amount_text(amount)
        return balances

    def schedules(self) -> list[Fields]:
        """What every line defers, and when it is revenue."""
        return schedules(self._store)

    def post_revenue(self, month: str) -> list[Fields]:
        """Post the revenue journal of an open period (`2025-09`); raises Refusal where there is none."""
        period = self._books.period_of(f"{month}-01")
        if period is None or period.month != month:
            raise Refusal("INVALID_TRANSACTIO_DATE", f"There is no accounting period {month}.")
        if period.closed:
            raise Refusal("CLOSED_TRAN_PRD", f"The accounting period {month} is closed.")
        return post_journals(self._books, period)

    def _checked(self, kind: Kind, sent: Fields, *, ignore_read_only: bool) -> Fields:
        fields = check_record(self._books, kind.name, sent, ignore_read_only=ignore_read_only)
        resolved = resolve(self._store, fields, TABLE.types[kind.type])
        return {name: value for name, value in resolved.items() if name not in {TYPE, "internalId", "externalId"}}

    def _existing(self, kind: Kind, sent: Fields) -> Stored:
        found = find(self._store, kind.group, sent)
        if found is None or found.kind != kind.name:
            raise Refusal("RCRD_DSNT_EXIST", _NO_SUCH_RECORD)
        return found

    def _prepared(self, kind: ListKind, record: Stored, fields: Fields) -> Stored:
        body = kind.prepare(self._books, fields, record.id)
        check_required(self._books, kind.name, body, transaction=False)
        return replace(record, name=body.get(kind.naming), body=body)

    def _numbered(self, kind: TransactionKind, record: Stored, draft: Draft) -> Stored:
        check_required(self._books, kind.name, draft.fields, transaction=True)
        number = draft.fields.get("tranId") or record.name
        if number is None:
            number = self._books.next_number(kind.name, kind.number)
        body = {name: value for name, value in draft.fields.items() if name not in {"applyList", "autoApply"}}
        return replace(record, name=number, body=body)

    def _apply_list(self, record: Stored) -> Fields:
        kind = KINDS[record.kind]
        if isinstance(kind, ListKind) or not kind.applies_to:
            return {}
        return {"applyList": shown(self._books, record)["applyList"]}

    def _redrafted(self, kind: TransactionKind, before: Stored, fields: Fields) -> Stored:
        """The record after its update; what it posts may change only while its period is open."""
        posted, period = self._postings(before.id), self._period(before.id)
        draft = kind.draft(self._books, fields)
        record = self._numbered(kind, before, draft)
        self._keep(kind, record, draft)
        check_change(period, draft.header.period, posts_differently=self._postings(before.id) != posted)
        return record

    def _period(self, document: int) -> Period:
        number = self._store.rows("SELECT period FROM document WHERE id = ?", document)[0][0]
        period = self._books.period(number)
        if period is None:
            raise LookupError(f"period {number} of transaction {document} is gone")
        return period

    def _postings(self, document: int) -> list[tuple[Any, ...]]:
        sql = "SELECT account, currency, SUM(amount) FROM posting WHERE document = ? GROUP BY 1, 2 ORDER BY 1, 2"
        return self._store.rows(sql, document)

    def _keep(self, kind: TransactionKind, record: Stored, draft: Draft) -> None:
        """Replace a transaction's header, lines, postings and applications."""
        applied = applications.wanted_applications(self._books, kind, draft, record.id) if kind.applies_to else {}
        self._keep_document(kind, record, draft)
        self._store.change("DELETE FROM document_line WHERE document = ?", record.id)
        self._store.change_many(
            "INSERT INTO document_line VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [(record.id, *_line_values(line)) for line in posted_lines(draft)],
        )
        self._store.change("DELETE FROM posting WHERE document = ?", record.id)
        self._store.change_many(
            "INSERT INTO posting VALUES (?, ?, ?, ?)",
            [(record.id, posting.account, draft.header.currency, posting.amount) for posting in draft.postings],
        )
        applications.keep_applications(self._store, record.id, applied)
        self._check_not_overapplied(record.id)
        if kind.recognizes:
            keep_plans(self._books, record.id, draft, sign=kind.recognizes)

    def _keep_document(self, kind: TransactionKind, record: Stored, draft: Draft) -> None:
        header, fields = draft.header, draft.fields
        values = (record.id, kind.name, kind.code, header.entity.id, header.currency, header.subsidiary)
        values_of_date = (header.account, record.name, header.tran_date, fields.get("dueDate"), header.period.id)
        created_from = fields.get("createdFrom", {}).get("internalId")
        texts = (fields.get("memo"), fields.get("otherRefNum"), created_from)
        self._store.change(_KEEP_DOCUMENT, *values, *values_of_date, draft.total, *texts)

    def _check_not_overapplied(self, document: int) -> None:
        if self._store.rows("SELECT 1 FROM document WHERE id = ? AND open < 0", document):
            raise Refusal("INVALID_LINK_SUM", "Links sum to more than original transaction amount")

    def _unkeep(self, record: Stored) -> None:
        if applications.applied_to(self._store, record.id):
            raise in_use()
        drop_plans(self._store, record.id)
        if self._period(record.id).closed:
            raise gl_impact()
        applications.keep_applications(self._store, record.id, {})
        for table, column in (("document", "id"), ("document_line", "document"), ("posting", "document")):
            self._store.change(f"DELETE FROM {table} WHERE {column} = ?", record.id)  # noqa: S608 - our own names

    def _check_unused(self, record: Stored) -> None:
        uses = {
            "entity": ("SELECT 1 FROM document WHERE entity = ? LIMIT 1", "CANT_DELETE_CUST"),
            "item": ("SELECT 1 FROM document_line WHERE item = ? LIMIT 1", "CANT_DELETE_ITEM"),
        }
        sql, code = uses.get(record.group, ("SELECT 1 WHERE ? IS NULL", "CANT_DELETE_RCRD"))
        if self._store.rows(sql, record.id):
            raise Refusal(code, "This record cannot be deleted because it is used by transactions.")


def _line_values(line: Line) -> tuple[object, ...]:
    return (line.line, line.item, line.account, line.amount, line.quantity, line.memo, line.start, line.end)


_BALANCES = """
SELECT a.name, json_extract(a.body, '$.suiteqlType'), json_extract(c.body, '$.symbol'), SUM(p.amount)
FROM posting p JOIN record a ON a.grp = 'account' AND a.id = p.account
JOIN record c ON c.grp = 'currency' AND c.id = p.currency
WHERE ?1 IS NULL OR p.document IN (
    SELECT d.id FROM document d JOIN record e ON e.grp = 'entity' AND e.id = d.entity WHERE e.external_id = ?1
)
GROUP BY a.id, c.id ORDER BY a.id, c.id
"""
_KEEP_DOCUMENT = """
INSERT INTO document (id, kind, type, entity, currency, subsidiary, account, tran_id, tran_date, due_date, period,
    total, open, memo, other_ref_num, created_from)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, CASE WHEN ?2 = 'customerRefund' THEN 0 ELSE ?12
    - (SELECT COALESCE(SUM(amount), 0) FROM application WHERE payer = ?1)
    - (SELECT COALESCE(SUM(amount), 0) FROM application WHERE doc = ?1) END, ?13, ?14, ?15)
ON CONFLICT (id) DO UPDATE SET entity = excluded.entity, currency = excluded.currency, account = excluded.account,
    subsidiary = excluded.subsidiary, tran_id = excluded.tran_id, tran_date = excluded.tran_date,
    due_date = excluded.due_date, period = excluded.period, total = excluded.total, open = excluded.open,
    memo = excluded.memo, other_ref_num = excluded.other_ref_num, created_from = excluded.created_from
"""


def _writable(sent: Fields) -> Kind:
    name = KINDS_BY_TYPE.get(sent[TYPE], "")
    if name == "accountingPeriod":
        raise Refusal(
            "CANT_UPDATE_ACCTNG_PRDS",
            "You cannot update accounting periods using SuiteScript or SOAP web services.",
        )
    kind = KINDS.get(name)
    if kind is None:
        raise Refusal("INVALID_RCRD_TYPE", f"Records of type {sent[TYPE]} can not be written.")
    return kind
