"""Stripe and NetSuite in memory, small and honest, for tests of what stands between them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import count

from connector.translation.wanted import references
from netsuite_client.account import AccountFacts, Balance, Currency, Found, LedgerAccount, Period, Sought
from netsuite_client.errors import Busy, LoginRefused, NetSuiteError, Unreachable
from netsuite_client.outcomes import (
    Accepted,
    Add,
    Apply,
    ChangeApplications,
    Delete,
    Meaning,
    Operation,
    Outcome,
    Refused,
    Turn,
    Unanswered,
    Update,
)
from netsuite_client.records import (
    GROUPS,
    CreditMemo,
    Customer,
    CustomerPayment,
    CustomerRefund,
    Group,
    Invoice,
    Kind,
    Record,
    Ref,
    Transaction,
    with_parts,
)
from stripe_client.objects import Changes, ChargeFamily, Family, InvoiceFamily, MissingFamily, Plain, Read, Root

PAGE = 2

FACTS = AccountFacts(
    currencies=(
        Currency(internal_id="1", symbol="USD", precision=2),
        Currency(internal_id="2", symbol="EUR", precision=2),
        Currency(internal_id="5", symbol="JPY", precision=0),
    ),
    periods=(Period(internal_id="1", name="Mar 2026", start=date(2026, 3, 1), end=date(2026, 3, 31), closed=False),),
    accounts=(
        LedgerAccount(internal_id="2", name="Accounts Receivable", type="AcctRec"),
        LedgerAccount(internal_id="8", name="Sales", type="Income"),
    ),
    line_columns=frozenset({"custcol_stripe_start", "custcol_stripe_end"}),
    revenue_features=True,
)

TYPES = {
    Kind.CUSTOMER: "CustJob",
    Kind.SERVICE_SALE_ITEM: "Service",
    Kind.OTHER_CHARGE_SALE_ITEM: "OthCharge",
    Kind.DISCOUNT_ITEM: "Discount",
    Kind.PAYMENT_METHOD: "PaymentMethod",
    Kind.INVOICE: "CustInvc",
    Kind.CUSTOMER_PAYMENT: "CustPymt",
    Kind.CREDIT_MEMO: "CustCred",
    Kind.CUSTOMER_REFUND: "CustRfnd",
}


# --- Stripe ---


@dataclass
class InMemorySource:
    """A `Source` of families that a test gives it; its cursor counts what happened so far."""

    log: list[Root | str] = field(default_factory=list)
    families_by_root: dict[Root, Family] = field(default_factory=dict)
    objects_by_id: dict[str, Plain] = field(default_factory=dict)

    def holds(self, *families: Family) -> None:
        """These families are new, or as they are now."""
        for family in families:
            self.families_by_root[family.root] = family
            self.log.append(family.root)

    def touches(self, *object_ids: str) -> None:
        """A customer, price or other object changed that is no root."""
        self.log.extend(object_ids)

    def loses(self, root: Root) -> None:
        """A root is deleted."""
        del self.families_by_root[root]
        self.log.append(root)

    def changes(self, cursor: str | None) -> Iterator[Changes]:
        """Pages of `PAGE` happenings each, to the end; a page without any where nothing happened."""
        at = int(cursor or 0)
        while True:
            page = self.log[at : at + PAGE]
            at += len(page)
            roots = [one for one in page if isinstance(one, Root)]
            touched = frozenset(one for one in page if isinstance(one, str))
            yield Changes(families=tuple(self.families(roots)), cursor=str(at), touched=touched)
            if at >= len(self.log):
                return

    def families_with_kin(self, roots: Mapping[Root, int | None]) -> Iterator[Read]:
        return self.families(list(roots))

    def families(self, roots: Sequence[Root]) -> Iterator[Read]:
        """These families as they are now."""
        for root in dict.fromkeys(roots):
            yield self.families_by_root.get(root) or MissingFamily(root=root)

    def objects(self, ids: Collection[str]) -> Mapping[str, Plain]:
        """The objects that were put beside the families."""
        return {id_: self.objects_by_id[id_] for id_ in ids if id_ in self.objects_by_id}


def source_of(*families: InvoiceFamily | ChargeFamily) -> InMemorySource:
    """A source that holds these families."""
    source = InMemorySource()
    source.holds(*families)
    return source


# --- NetSuite ---


@dataclass
class InMemoryErp:
    """An `Erp` with records, external ids, references and applications, and nothing of a ledger.

    A test scripts trouble for the next requests in `trouble`: an exception to raise, or `LOST`, an answer that gets
    lost although all is done. `requests` are the operations of each request that was sent.
    """

    trouble: list[NetSuiteError | str] = field(default_factory=list)
    requests: list[tuple[Operation, ...]] = field(default_factory=list)
    records: dict[tuple[Group, str], Record] = field(default_factory=dict)
    used: dict[str, dict[str, Decimal]] = field(default_factory=dict)
    questions: list[tuple[Sought, ...]] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=lambda: count(100))

    def send(self, operations: Sequence[Operation], *, turn: Turn = nullcontext) -> tuple[Outcome, ...]:
        """As NetSuite: each member by itself, in order."""
        if len({type(operation) for operation in operations}) > 1:
            raise ValueError("One request carries operations of one type")
        with turn():
            return self._answered(operations)

    def _answered(self, operations: Sequence[Operation]) -> tuple[Outcome, ...]:
        trouble = self.trouble.pop(0) if self.trouble else None
        self.requests.append(tuple(operations))
        if isinstance(trouble, NetSuiteError):
            raise trouble
        outcomes = tuple(self._done(operation) for operation in operations)
        return tuple(Unanswered(reason="lost") for _ in outcomes) if trouble == LOST else outcomes

    def find(self, external_ids: Sequence[str]) -> tuple[Found, ...]:
        """By letters alone, in every group."""
        wanted = {external_id.lower() for external_id in external_ids}
        return tuple(
            _found(group, internal_id, record)
            for (group, internal_id), record in self.records.items()
            if record.external_id.lower() in wanted
        )

    def search(self, sought: Sequence[Sought]) -> Mapping[Sought, tuple[Found, ...]]:
        """By the record's own fields, its custom ones too."""
        self.questions.append(tuple(sought))
        return {
            one: tuple(
                _found(group, internal_id, record)
                for (group, internal_id), record in self.records.items()
                if group is one.group and self._fits(one, internal_id, record)
            )
            for one in sought
        }

    def _fits(self, sought: Sought, internal_id: str, record: Record) -> bool:
        if sought.field == "id":
            return internal_id == sought.value
        values = {name.replace("_", ""): value for name, value in vars(record).items() if isinstance(value, str)}
        values |= {each.name: each.value for each in record.fields}
        same = values.get(sought.field, "").strip().lower() == sought.value.strip().lower()
        return same and values.get("isInactive") != "true"

    def applications(self, payers: Sequence[str]) -> Mapping[str, tuple[Apply, ...]]:
        """An entry for each payer."""
        return {
            payer: tuple(Apply(doc=doc, amount=amount) for doc, amount in self.used.get(payer, {}).items())
            for payer in payers
        }

    def balances(self, internal_ids: Sequence[str]) -> Mapping[str, Balance]:
        """Totals less what is applied, of the payer and of the document alike."""
        there = {
            id_: record for id_ in internal_ids if (record := self.records.get((Group.TRANSACTION, id_))) is not None
        }
        return {
            id_: Balance(internal_id=id_, total=_total(record), remaining=_total(record) - self._applied(id_))
            for id_, record in there.items()
        }

    def read(self, refs: Sequence[Ref]) -> tuple[Record | None, ...]:
        """By internal id, else by external id."""
        return tuple(self._read(ref) for ref in refs)

    def account_facts(self) -> AccountFacts:
        """A small account."""
        return FACTS

    def _done(self, operation: Operation) -> Outcome:
        match operation:
            case Add():
                return self._added(operation)
            case ChangeApplications(internal_id=payer, applies=applies):
                return self._applied_now(payer, applies) or Accepted(internal_id=payer)
            case Update():
                return self._updated(operation)
            case Delete():
                return self._deleted(operation)

    def _added(self, add: Add) -> Outcome:
        record, group = add.record, GROUPS[add.record.KIND]
        if any(found.group is group for found in self.find([record.external_id])):
            return Refused(code="DUP_RCRD", message="This record already exists", meaning=Meaning.ALREADY_EXISTS)
        if not all(ref.internal_id for ref in references(record)) or not self._knows(record):
            return _refused("INVALID_KEY_OR_REF", "Invalid reference key")
        internal_id = str(next(self._numbers))
        self.records[group, internal_id] = record
        refused = self._applied_now(internal_id, add.applies)
        if refused:
            del self.records[group, internal_id]
        return refused or Accepted(internal_id=internal_id)

    def _updated(self, update: Update) -> Outcome:
        """What is not named stays, and so does every currency of a customer."""
        key = (GROUPS[update.record.KIND], update.internal_id)
        before = self.records.get(key)
        if before is None:
            return _refused("RCRD_DSNT_EXIST", "That record does not exist.")
        after = with_parts(before, update.record, update.parts)
        if isinstance(before, Customer) and isinstance(after, Customer):
            after = replace(after, currencies=tuple(dict.fromkeys((*before.currencies, *after.currencies))))
        self.records[key] = after
        return Accepted(internal_id=update.internal_id)

    def _deleted(self, delete: Delete) -> Outcome:
        """What others are used on stays; a deleted payer frees what it was used on."""
        key = (GROUPS[delete.kind], delete.internal_id)
        if key not in self.records:
            return Unanswered(reason="it may be gone already")
        if any(delete.internal_id in docs for docs in self.used.values()):
            return _refused("CANT_DELETE_TRANS", "This transaction is referred to by other transactions")
        del self.records[key]
        self.used.pop(delete.internal_id, None)
        return Accepted(internal_id=delete.internal_id)

    def _knows(self, record: Record) -> bool:
        """Whether what a transaction refers to is there."""
        match record:
            case Invoice() | CreditMemo():
                items = [(Group.ITEM, line.item.internal_id) for line in record.lines]
                return self._transacts(record.entity, record.currency) and all(key in self.records for key in items)
            case CustomerPayment() | CustomerRefund():
                return self._transacts(record.customer, record.currency)
            case _:
                return True

    def _transacts(self, entity: Ref, currency: Ref) -> bool:
        """Whether there is such a customer and it has the currency."""
        customer = self.records.get((Group.ENTITY, entity.internal_id or ""))
        if not isinstance(customer, Customer):
            return False
        theirs = {each.internal_id for each in (customer.currency, *customer.currencies) if each}
        return not theirs or currency.internal_id in theirs  # one that names none has its subsidiary's

    def _applied_now(self, payer: str, applies: Iterable[Apply]) -> Refused | None:
        """Applications that are not named stay; zero takes one back; all or nothing. A refund pays out all it is."""
        before = self.used.get(payer, {})
        wanted = {**before, **{apply.doc: apply.amount for apply in applies}}
        self.used[payer] = {doc: amount for doc, amount in wanted.items() if amount}
        is_refund = isinstance(self.records.get((Group.TRANSACTION, payer)), CustomerRefund)
        if not wanted and not is_refund:
            return None
        balances = self.balances([payer, *wanted])
        whole = not is_refund or balances[payer].remaining == 0
        if whole and len(balances) == len({payer, *wanted}) and all(one.remaining >= 0 for one in balances.values()):
            return None
        self.used[payer] = before
        return _refused("INVALID_AMT", "Amount applied greater than total payments and credits")

    def _applied(self, internal_id: str) -> Decimal:
        of_payer = sum(self.used.get(internal_id, {}).values(), Decimal(0))
        return of_payer + sum((docs.get(internal_id, Decimal(0)) for docs in self.used.values()), Decimal(0))

    def _read(self, ref: Ref) -> Record | None:
        group = GROUPS[ref.kind]
        if ref.internal_id is not None:
            return self.records.get((group, ref.internal_id))
        same = (record for (of, _), record in self.records.items() if of is group)
        return next((record for record in same if record.external_id == ref.external_id), None)


LOST = "lost"
BUSY = Busy("NetSuite is busy")
LOGIN_REFUSED = LoginRefused("NetSuite does not let us in")
UNREACHABLE = Unreachable("NetSuite cannot be reached")


def _found(group: Group, internal_id: str, record: Record) -> Found:
    found = Found(group=group, type=TYPES[record.KIND], internal_id=internal_id, external_id=record.external_id)
    match record:
        case Invoice() | CreditMemo():
            entity = record.entity
        case CustomerPayment() | CustomerRefund():
            entity = record.customer
        case _:
            return found
    return replace(found, entity=entity.internal_id, currency=record.currency.internal_id, total=record.total)


def _total(record: Record) -> Decimal:
    assert isinstance(record, Transaction)
    return record.total


def _refused(code: str, message: str) -> Refused:
    return Refused(code=code, message=message, meaning=Meaning.DATA)
