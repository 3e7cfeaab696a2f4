"""What a family asks of NetSuite's books: records, applications, and the problems that stop them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from connector.translation.dates import DateRange
from netsuite_client.records import (
    CreditMemo,
    Customer,
    CustomerPayment,
    CustomerRefund,
    DiscountItem,
    Invoice,
    Kind,
    OtherChargeSaleItem,
    PaymentMethod,
    Record,
    Ref,
    ServiceSaleItem,
)
from stripe_client.objects import Root


@dataclass(frozen=True)
class Step:
    """What a transform of a mapping entry made of the value, as it is written there."""

    said: str
    value: object


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where a field's value comes from: who chose it, and what it read at Stripe.

    `by` is a rule id (`V-2`), a setting (`connections.main.…`) or a mapping entry (`mappings/acme.yaml:18:5`);
    `path` is dotted and starts with the object's name, or None where nothing was read. `said` is what kind of entry it
    was, `steps` what its transforms did, `default_at` where its default stands if that was used.
    """

    by: str
    path: str | None = None
    value: object = None
    losers: tuple[Origin, ...] = ()
    """What else had a value for the field, the last to lose first."""
    said: str = ""
    steps: tuple[Step, ...] = ()
    default_at: str | None = None


@dataclass(frozen=True)
class LineCopy:
    """The invoice line whose recognition a memo line takes over when it is sent (rule S-1).

    `invoice` is the invoice's external id, `line` counts its lines as they were sent, from 0.
    """

    invoice: str
    line: int


@dataclass(frozen=True, kw_only=True)
class LineTerm:
    """What counts the rows of a line's schedule (rule RR-5): Stripe's own period and the interval of its price.

    The period ends where the next one starts (rule RR-2); `interval` is None for a price that does not recur.
    """

    period: DateRange
    interval: str | None = None
    interval_count: int = 1


@dataclass(frozen=True, kw_only=True)
class Linked:
    """Stands for a record that NetSuite has already, which people named: nothing is created (rules I-4, C-6).

    `linked_to` is the internal id as they wrote it at `place`, or the transaction of ours whose customer it is.
    `external_id` is what other records know it by here; NetSuite never sees it.
    """

    linked_to: str | Ref
    kind: Kind
    external_id: str
    place: str

    @property
    def KIND(self) -> Kind:  # noqa: N802 - as every record has it
        """The kind of the record that it stands for."""
        return self.kind


@dataclass(frozen=True, kw_only=True)
class Match:
    """How a record is looked for in NetSuite before it is added: a column of SuiteQL and its full value (rule C-2).

    Letter case and surrounding space do not count. The value stood at `place`, and is empty where nothing stood there.
    Without `adds` a record that is not found is a problem (rule C-5).
    """

    field: str
    value: str
    place: str
    adds: bool = True


@dataclass(frozen=True, kw_only=True)
class WantedRecord:
    """A record that must exist, and the origin of each of its fields (`tran_date`, `lines[0].amount` …).

    It is added to NetSuite, unless it is a `Linked` one or one that its `match` finds.
    `stripe_lines` says for each line of an invoice which Stripe line it bills, and for each line of a memo of which it
    is a share, counted from 0; None for discount, shipping and tax lines, which bill no line of their own. `copies`
    says for each line of a memo which invoice line it copies, None for a line that copies nothing; the record then
    needs that invoice. `terms` says for each line of an invoice what counts its schedule's rows, None for a line
    without service period. `only_with` names the invoice without which it is left out, if that was void before it was
    ever sent (rules A-1, L-2). `updatable` names the parts that follow Stripe after acceptance too (rule A-3);
    `decided` the fields to which a person gave a value, those of every line with `lines.` before them.
    """

    record: Record | Linked
    origins: Mapping[str, Origin] = field(default_factory=dict)
    match: Match | None = None
    stripe_lines: tuple[int | None, ...] = ()
    copies: tuple[LineCopy | None, ...] = ()
    terms: tuple[LineTerm | None, ...] = ()
    only_with: str | None = None
    updatable: frozenset[str] = frozenset()
    decided: frozenset[str] = frozenset()

    @property
    def external_id(self) -> str:
        """The id under which NetSuite knows the record as ours."""
        return self.record.external_id


@dataclass(frozen=True, kw_only=True)
class Application:
    """A use of a payer's money on a document: an intent of its own (rule A-2). `amount` is in their currency.

    The payer is a payment or a credit memo, the payee an invoice; or the payer is a refund, and the payee the credit
    memo or unapplied payment that it pays out: all that a refund pays out is its total.
    """

    payer: Ref
    payee: Ref
    amount: Decimal
    currency: str

    @property
    def external_id(self) -> str:
        """Its key in the journal; NetSuite never sees it."""
        return f"{self.payer.external_id or self.payer.internal_id}>{self.payee.external_id or self.payee.internal_id}"


@dataclass(frozen=True, kw_only=True)
class CounterRecord:
    """What balances a record that cannot be deleted: another record, and the use of the one on the other (A-11)."""

    record: WantedRecord
    application: Application


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What a person must know, as data (rule A-7): the cause's name, the Stripe object, and its values."""

    code: str
    subject: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Block:
    """Why a root is held back until somebody changes a flag at Stripe: the cause's name, and on which object."""

    code: str
    by: str


@dataclass(frozen=True, kw_only=True)
class Face:
    """What people recognise an object of Stripe by; the amount is the whole invoice's or charge's."""

    customer: str | None = None
    amount: Decimal | None = None
    currency: str | None = None
    dated_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Translation:
    """Everything that should exist for a root, or why it should not (rule A-1).

    `shared` are customers, items and the like, which no root owns; `problems` stop the root, `findings` are for a
    person to see and stop nothing; `skipped` is the reason for which the root has nothing in NetSuite, `blocked` what
    holds it back (rule I-5); `depends_on` are the Stripe ids whose change may change this translation; `pins` are the
    items decided for prices (rule C-5), by price id. `made_before` are records and applications that are not wanted and
    stay all the same where they were made (rule A-11), each with the problem that this is, or None. `face` is what
    people recognise the root by, where no record tells it.
    """

    root: Root
    records: tuple[WantedRecord, ...] = ()
    applications: tuple[Application, ...] = ()
    shared: tuple[WantedRecord, ...] = ()
    problems: tuple[Problem, ...] = ()
    findings: tuple[Problem, ...] = ()
    skipped: str | None = None
    blocked: Block | None = None
    depends_on: frozenset[str] = frozenset()
    pins: Mapping[str, str] = field(default_factory=dict)
    made_before: Mapping[str, Problem | None] = field(default_factory=dict)
    face: Face | None = None


def each_once(wanted: Iterable[WantedRecord]) -> tuple[WantedRecord, ...]:
    """The records without repetition."""
    return tuple({each.external_id: each for each in wanted}.values())


def references(record: Record | Linked) -> tuple[Ref, ...]:
    """The records that this one refers to by external id, and so needs."""
    return tuple({ref.external_id: ref for ref in _refs(record) if ref and ref.external_id}.values())


def _refs(record: Record | Linked) -> list[Ref | None]:
    match record:
        case Linked():
            return [record.linked_to] if isinstance(record.linked_to, Ref) else []
        case Invoice() | CreditMemo():
            return [record.entity, *(line.item for line in record.lines)]
        case CustomerPayment() | CustomerRefund():
            return [record.customer, record.payment_method]
        case Customer() | ServiceSaleItem() | OtherChargeSaleItem() | DiscountItem() | PaymentMethod():
            return []
