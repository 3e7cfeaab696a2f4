"""The catalogue of problems: what happened in words, who can fix it, and what to do. Every message comes from here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from connector.ports import IssueDraft
from netsuite_client.outcomes import Refused


@dataclass(frozen=True, kw_only=True)
class Cause:
    """A kind of problem. `title` is filled with the problem's values; `who` is a role, or `nobody, it retries`."""

    code: str
    name: str
    title: str
    who: str
    what_to_do: str


SUPPORT, ADMIN, NETSUITE_ADMIN = "support", "connector admin", "NetSuite admin"
STRIPE_ADMIN, PARTNER, CONTROLLER, NOBODY = "Stripe admin", "partner (mapping)", "controller", "nobody, it retries"


def _cause(code: str, name: str, title: str, who: str, what_to_do: str) -> Cause:
    return Cause(code=code, name=name, title=title, who=who, what_to_do=what_to_do)


_CATALOGUE = (
    _cause(
        "NS-101", "REQUIRED_FIELD_MISSING", "NetSuite requires {fields} and we sent none", PARTNER,
        "Add a default for it under field_defaults in a mapping file, for invoice and, if it is there already, for "
        "invoice_item: NetSuite's text is the same for header and line. Then: connector retry {id}",
    ),
    _cause(
        "NS-102", "INVALID_FIELD_VALUE", "NetSuite does not take a value: {message}", f"{PARTNER}, {NETSUITE_ADMIN}",
        "Choose a value that exists and is active in NetSuite, then: connector retry {id}",
    ),
    _cause(
        "NS-103", "NOTHING_TO_APPLY", "Payment cannot be applied: {message}", SUPPORT,
        "Look at what is open on the invoice in NetSuite; unlink the other payment there, then: connector retry {id}",
    ),
    _cause(
        "NS-104", "LINKED_RECORD_MISSING", "The linked record is not there: {message}", SUPPORT,
        "Link another record or clear the key at Stripe, or correct the setting; the next sync takes it up. If it is "
        "in NetSuite by now: connector retry {id}",
    ),
    _cause(
        "NS-106", "DUPLICATE_PAYMENT", "Paid twice: {id} pays {invoice}, which is settled without it", SUPPORT,
        "Refund it at Stripe; or let it in as an unapplied payment, with netsuite_allow_duplicate: true in its "
        "metadata at Stripe or payments.allow_duplicates.",
    ),
    _cause(
        "NS-109", "EXTERNAL_ID_TAKEN", "{external_id} is already in NetSuite with other content ({netsuite})", SUPPORT,
        "Compare the two; rename the external id of the other record in NetSuite, then: connector retry {id}",
    ),
    _cause(
        "NS-111", "PERMISSION_MISSING", "Our NetSuite role may not do this: {message}", NETSUITE_ADMIN,
        "Add the permission to the role of the integration, then: connector retry {id}",
    ),
    _cause(
        "NS-112", "LOGIN_REFUSED", "NetSuite refuses our key: {message}", NETSUITE_ADMIN,
        "Renew the token (Setup > Users/Roles > Access Tokens) or correct netsuite.account, then run again.",
    ),
    _cause(
        "NS-114", "SUBSIDIARY_MISMATCH", "The customer, item or account does not belong to the subsidiary: {message}",
        f"{NETSUITE_ADMIN}, {PARTNER}", "Add the subsidiary to that record in NetSuite, then: connector retry {id}",
    ),
    _cause(
        "NS-115", "CURRENCY_MISSING", "Currency {currency} is not set up", NETSUITE_ADMIN,
        "Create the currency in NetSuite (Lists > Accounting > Currencies), and the next sync takes it up; or add it "
        "to the customer, also by customers.add_currencies, then: connector retry {id}",
    ),
    _cause(
        "NS-116", "AMBIGUOUS_CUSTOMER", "{number} customers fit {id}: {message}", SUPPORT,
        "Link the right one: its internal id under netsuite_customer_id in the customer's metadata at Stripe; the "
        "next sync takes it up. Or make the others inactive in NetSuite, then: connector retry {id}",
    ),
    _cause(
        "NS-117", "ANSWER_UNKNOWN", "NetSuite gave no answer in {tries} tries, and has not done it", SUPPORT,
        "Look for a script or workflow that fails over this record in NetSuite (Execution Log), then: "
        "connector retry {id}",
    ),
    _cause(
        "NS-118", "TOO_MANY_LINES", "More lines than NetSuite allows: {message}", PARTNER,
        "Book this invoice by hand and link it.",
    ),
    _cause(
        "NS-119", "FEATURE_OFF", "A feature that a setting needs is off: {message}", NETSUITE_ADMIN,
        "Switch the feature on in NetSuite, or change the setting, then: connector retry {id}",
    ),
    _cause(
        "NS-120", "NAME_TAKEN", "The name is taken by another record: {message}", SUPPORT,
        "Rename the other record in NetSuite, then: connector retry {id}",
    ),
    _cause(
        "NS-199", "NETSUITE_REFUSED", "NetSuite refused the record with {netsuite_code}: {message}", SUPPORT,
        "Mend what the text names, then: connector retry {id}",
    ),
    _cause(
        "PER-001", "PERIOD_CLOSED", "{period} is closed: {message}", CONTROLLER,
        "Reopen the period (what is on hold then goes on by itself), or let closed_period say next_open; what needs "
        "attention: connector retry {id}",
    ),
    _cause(
        "PER-002", "NO_OPEN_PERIOD", "There is no open period to post to: {message}", NETSUITE_ADMIN,
        "Open or create the accounting period; what is on hold then goes on by itself, what needs attention: "
        "connector retry {id}",
    ),
    _cause(
        "ST-203", "STRIPE_OBJECT_MISSING", "Stripe does not have {id}", SUPPORT,
        "Check that the key is of the right account and mode; a deleted object needs nothing.",
    ),
    _cause(
        "ST-208", "BROKEN_OBJECT", "Stripe's object {object} cannot be read at {place}: {fault}", ADMIN,
        "Report it with the object's id. It is read again when it changes at Stripe, and by the first sync of a new "
        "version of the connector.",
    ),
    _cause(
        "DEP-302", "BLOCKED_BY_METADATA", "Held by netsuite_block_integration on {by}", SUPPORT,
        "Take that key out of the metadata of {by} at Stripe; the next sync goes on by itself.",
    ),
    _cause(
        "DEP-303", "NOT_ALLOWED", "Not on the allow list: {by} has no netsuite_allow_integration", SUPPORT,
        "Set netsuite_allow_integration: true in the metadata of {by} at Stripe, or switch allowlist off.",
    ),
    _cause(
        "MAP-401", "MAPPING_NO_VALUE", "A rule gave no value: {by}", PARTNER,
        "See each step with connector explain {id}; give the entry a default, or fill the value in at Stripe; the next "
        "sync takes it up.",
    ),
    _cause(
        "MAP-402", "LOOKUP_NO_ROW", "A table has no row: {by}", PARTNER,
        "Add a row to the table, or give the entry a default; the next sync takes it up.",
    ),
    _cause(
        "MAP-403", "TRANSFORM_FAILED", "{step} {wanted}, and {field} gets {input} from {path} ({place})",
        f"{PARTNER}, {SUPPORT}", "Correct the value at Stripe or the transform; the next sync takes it up.",
    ),
    _cause(
        "MAP-404", "MAPPING_TYPE", "{field} takes {wanted}, and {path} holds {value} ({place})", PARTNER,
        "Correct the value at Stripe or the mapping entry; the next sync takes it up.",
    ),
    _cause(
        "MAP-405", "NO_ITEM_FOR_PRICE", "No item for {id}: {message}", PARTNER,
        "Restore or correct it at Stripe, link an item by its internal id in the metadata, or change items.strategy; "
        "the next sync takes it up. Once NetSuite has the item: connector retry {id}",
    ),
    _cause(
        "MAP-408", "VALUE_TOO_LONG", "A value is longer than its field: {message}", PARTNER,
        "Shorten it at Stripe or map another field, then: connector retry {id}",
    ),
    _cause(
        "MAP-409", "CONDITION_FAILED", "A condition could not be evaluated: {message}, in {condition} ({place})",
        PARTNER,
        "Correct the condition, with has(…) before what may be missing; the next sync takes it up.",
    ),
    _cause(
        "CON-500", "TOTAL_MISMATCH",
        "Our lines make {lines} {currency}, Stripe's total is {stripe} ({difference}); nothing was sent", PARTNER,
        "Compare the lines with connector preview {id}.",
    ),
    _cause(
        "CON-501", "AMOUNT_DIFFERS",
        "We posted {total} with {remaining} remaining, NetSuite says {netsuite_total} and {netsuite_remaining}",
        f"{SUPPORT}, {NETSUITE_ADMIN}",
        "Look at the record's System Notes in NetSuite: a script, a tax rule or a person changed it.",
    ),
    _cause(
        "CON-502", "CHANGED_IN_NETSUITE",
        "Line {line} of invoice {invoice} was edited in NetSuite: we sent {sent}, now it has {netsuite}", SUPPORT,
        "The memo takes its revenue dates from that line. Restore the line, then: connector retry {id}; or book the "
        "memo by hand.",
    ),
    _cause(
        "CON-503", "DELETED_IN_NETSUITE", "The record {internal_id} was deleted in NetSuite", SUPPORT,
        "Find out why; it is not made again by itself.",
    ),
    _cause(
        "REV-104", "EXTRA_PERIODS",
        "end date rule {rule}: {id}, Stripe {start} to {end} ({months} periods), touches {given}",
        f"{ADMIN}, {PARTNER}",
        "Compare the three rules and choose one: revenue_dates.end_date_rule. Lines already sent keep their dates.",
    ),
    _cause(
        "REV-105", "MID_PERIOD",
        "even periods: {id} starts in mid-period, {months} months make {given} rows under any end date rule", PARTNER,
        "A method that prorates gives such a term parts of months: prorate_first_last, exact_days or period_rate "
        "(revenue.method, and the revenue rule in NetSuite).",
    ),
    _cause(
        "REV-107", "NO_SCHEDULE_ON_BALANCE", "{id} takes credit off income at once: it carries no schedule",
        CONTROLLER, "balance.schedule: pro_rata gives the memos of later uses the dates of the invoice's lines.",
    ),
    _cause(
        "CON-509", "BEFORE_START_PAYMENT",
        "Payment {payment} is for {id}, an invoice from before the start date; it stands unapplied", SUPPORT,
        "Apply it to the old invoice in NetSuite by hand.",
    ),
    _cause(
        "CON-510", "INVOICE_MADE_TWICE",
        "{made} was made for {id}, and now Stripe has {invoice} for it: the sale is income twice", CONTROLLER,
        "Nothing is taken back by itself, and {id} stays applied to {made}. Decide in NetSuite which of the two "
        "stands, credit the other, and apply the payment to {invoice} if that is the one.",
    ),
    _cause(
        "CON-511", "PAYMENT_OF_ANOTHER_CUSTOMER",
        "{id} was booked under {customer}, and now pays {invoice} of {payer}", SUPPORT,
        "NetSuite applies no payment to another customer's invoice, and what is booked is not taken back by itself. "
        "Move the money in NetSuite: enter the payment under {payer} and void the one under {customer}.",
    ),
    _cause(
        "CON-512", "STILL_LINKED", "It is no longer wanted, and something in NetSuite is linked to it: {message}",
        SUPPORT, "Take back in NetSuite what is applied to it, then: connector retry {id}",
    ),
    _cause(
        "CON-513", "REFUND_TOO_LARGE",
        "The refunds of {id} make {refunded} {currency}, and {came_in} came in; none of them was sent", SUPPORT,
        "Compare the charge with its refunds at Stripe; it is read again when it changes there. Until then book them "
        "by hand.",
    ),
    _cause(
        "CON-504", "UNCOLLECTIBLE_PAID", "The invoice {invoice} was written off, then {id} paid it", CONTROLLER,
        "The payment stands unapplied and the write-off stays. Decide: take the write-off back in NetSuite and apply "
        "the payment, or book it as recovered.",
    ),
    _cause(
        "CON-505", "REFUND_FAILED", "Of the refund {id}, {amount} came back: it failed at the customer's bank", SUPPORT,
        "The cash is back and stands unapplied on the customer. Refund the charge {charge} again in Stripe, which uses "
        "it up, or apply it in NetSuite.",
    ),
    _cause(
        "CON-506", "UNKNOWN_BALANCE_TYPE", "{id} is a kind of balance transaction that is new to us: {type}", SUPPORT,
        "It is treated as an adjustment. Compare the customer's balance in Stripe with NetSuite.",
    ),
    _cause(
        "CON-507", "BALANCE_BROKEN",
        "The balance of {id} does not add up: after {transaction} it should be {expected}, Stripe says {stripe}",
        SUPPORT,
        "The balance's memos and uses are held, invoices and payments go on. It is read again when it changes at "
        "Stripe.",
    ),
    _cause(
        "CON-508", "REOPENED_UNCOLLECTIBLE", "{id} was written off and is open again at Stripe", CONTROLLER,
        "Nothing is sent: a written-off invoice is never reopened. Decide whether the write-off stands.",
    ),
    _cause(
        "PAY-602", "ACCOUNT_UNMAPPED", "No account for {purpose}", ADMIN,
        "Set {setting} to the internal id of an account; the next sync takes it up.",
    ),
    _cause(
        "SYS-902", "PAUSED", "Paused by {who}: {reason}", ADMIN,
        "It is still collected. Send what is ready again with connector resume.",
    ),
    _cause(
        "SYS-903", "AUTO_PAUSED",
        "Paused: {failed} of {made} {what} after mapping v{version} (new in it: {changes})", PARTNER,
        "Go back to what worked: connector mapping rollback {replaces}; or mend the mapping and publish it; or go "
        "on all the same with connector resume.",
    ),
    _cause(
        "INT-900", "OUR_MISTAKE", "Our mistake: {message}", ADMIN,
        "Please report it; the others go on. It is tried again when it changes at Stripe, and by the first sync of a "
        "new version of the connector.",
    ),
)  # fmt: skip

CAUSES: Mapping[str, Cause] = {cause.name: cause for cause in _CATALOGUE}
"""Every cause by the name that the code uses."""

MAPPING_PROBLEMS = frozenset(
    {"MAPPING_NO_VALUE", "LOOKUP_NO_ROW", "TRANSFORM_FAILED", "MAPPING_TYPE", "CONDITION_FAILED"}
)
"""What a mapping itself can be the reason of."""

_BY_REFUSAL: tuple[tuple[str, str], ...] = (
    (r"enter value|mandatory|required field", "REQUIRED_FIELD_MISSING"),
    (r"CANT_DELETE_TRANS|TRANS_IN_USE|CANT_VOID_TRANS", "STILL_LINKED"),
    (r"\bEXCEEDED_MAX_FIELD_LENGTH\b", "VALUE_TOO_LONG"),
    (r"\bEXCEEDED_MAX_TRANS_LINES\b", "TOO_MANY_LINES"),
    (r"no valid, open, posting period|VALID_PRD_REQD|INVALID_TRANSACTIO_DATE", "NO_OPEN_PERIOD"),
    (r"INSUFCNT_(NUM|OPEN)_PRDS_FOR_REV_REC", "NO_OPEN_PERIOD"),
    (r"PRD_CLOSED|PERIOD_CLOSED|CLOSED_TRAN_PRD|TRANS_EDIT_DISALLWD|DATE_PRD_MISMATCH", "PERIOD_CLOSED"),
    (r"accounting period", "PERIOD_CLOSED"),
    (r"INVALID_TRANS_SUB|INVALID_SUB\b|for subsidiary", "SUBSIDIARY_MISMATCH"),
    (r"currency reference key", "CURRENCY_MISSING"),
    (r"INSUFFICIENT_PERMISSION|WS_PERMISSION_REQD", "PERMISSION_MISSING"),
    (r"FEATURE_DISABLED|WS_FEATURE_REQD", "FEATURE_OFF"),
    (r"UNIQUE_CUST_ID_REQD|UNIQUE_ITEM|name.*already", "NAME_TAKEN"),
    (r"INVALID_AMT|INVALID_LINK_SUM|APPLIED_AMTS_UNBALNCD", "NOTHING_TO_APPLY"),
    (r"nothing to apply|cannot apply more|doc reference key|sublist apply", "NOTHING_TO_APPLY"),
    (r"INVALID_FLD_VALUE|INVALID_KEY_OR_REF|INVALID_RCRD_REF|INVALID_CSTM_FIELD", "INVALID_FIELD_VALUE"),
)  # fmt: skip
"""The cause of a refusal: the first pattern that its code or text fits."""


def issue_of(refused: Refused) -> IssueDraft:
    """The cause of NetSuite's refusal, with what its text says."""
    said = f"{refused.code} {refused.message}"
    name = next((name for pattern, name in _BY_REFUSAL if re.search(pattern, said, re.IGNORECASE)), "NETSUITE_REFUSED")
    fields = refused.message.rpartition(":")[2].strip().rstrip(".")
    values = {"netsuite_code": refused.code, "message": refused.message, "fields": fields, "currency": "of the record"}
    values["period"] = "The accounting period"
    return IssueDraft(code=name, values=values)


class _Blank(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "?"


def sentence(code: str, subject: str, values: Mapping[str, str]) -> str:
    """What happened, with the real values."""
    return CAUSES[code].title.format_map(_Blank({"id": subject, **values}))


def remedy(code: str, subject: str, values: Mapping[str, str]) -> str:
    """What to do about it."""
    return CAUSES[code].what_to_do.format_map(_Blank({"id": subject, **values}))
