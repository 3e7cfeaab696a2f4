"""What NetSuite refuses, or does not answer: codes NS and PER."""

from __future__ import annotations

from connector.causes.cause import CONTROLLER, NETSUITE_ADMIN, NOBODY, PARTNER, SUPPORT, cause, either

RETRY = "Then: connector retry {id}"

AT_NETSUITE = (
    cause(
        "NS-101", "REQUIRED_FIELD_MISSING", "NetSuite requires a field that was not sent", PARTNER,
        "NetSuite requires {fields} and we sent none",
        "Add a default for it under field_defaults in a mapping file, for invoice and, if it is there already, for "
        "invoice_item: NetSuite's text is the same for header and line.",
        RETRY,
    ),
    cause(
        "NS-102", "INVALID_FIELD_VALUE", "NetSuite does not take a value", either(PARTNER, NETSUITE_ADMIN),
        "NetSuite does not take a value: {message}",
        "Choose a value that exists and is active in NetSuite, in the mapping file; or for this record alone: "
        "connector retry {id} --set FIELD=VALUE --reason …",
        RETRY,
    ),
    cause(
        "NS-103", "NOTHING_TO_APPLY", "Nothing is left to apply the payment to", SUPPORT,
        "Payment cannot be applied: {message}",
        "Look at what is open on the invoice in NetSuite, and take another payment off it there.",
        RETRY,
    ),
    cause(
        "NS-104", "LINKED_RECORD_MISSING", "The linked record is gone", SUPPORT,
        "The linked record is not there: {message}",
        "Link another record or clear the key at Stripe, or correct the setting; the next sync takes it up.",
        "If it is in NetSuite by now: connector retry {id}",
    ),
    cause(
        "NS-105", "AMOUNT_DUE_DIFFERS", "Stripe charged another amount than NetSuite has open", SUPPORT,
        "Stripe charged {charged}, NetSuite has {open} open",
        "Compare the two: connector compare {id}",
        "Correct the invoice in NetSuite, or leave the rest unapplied.",
    ),
    cause(
        "NS-106", "DUPLICATE_PAYMENT", "Paid twice", SUPPORT,
        "Paid twice: {id} pays {invoice}, which is settled without it",
        "Refund it at Stripe; or let it in as an unapplied payment, with netsuite_allow_duplicate: true in its "
        "metadata at Stripe or payments.allow_duplicates.",
    ),
    cause(
        "NS-107", "NO_PERIODS_FOR_SERVICE", "Accounting periods end before the service does", NETSUITE_ADMIN,
        "The service runs beyond the last accounting period: {message}",
        "Create accounting periods up to the end of the service in NetSuite.",
        RETRY,
    ),
    cause(
        "NS-109", "EXTERNAL_ID_TAKEN", "Already in NetSuite with other content", SUPPORT,
        "{external_id} is already in NetSuite with other content ({netsuite})",
        "Compare the two: connector compare {id}",
        "If it is the same transaction: connector link {id} --netsuite {record} --reason …",
        "Else rename the external id of the other record in NetSuite. Then: connector retry {id}",
    ),
    cause(
        "NS-110", "RECORD_CHANGED", "Somebody edited the record at the same moment", NOBODY,
        "The record was changed in NetSuite while it was sent",
        "Nothing: it is tried again by itself.",
    ),
    cause(
        "NS-111", "PERMISSION_MISSING", "Our role lacks a permission", NETSUITE_ADMIN,
        "Our NetSuite role may not do this: {message}",
        "Add the permission to the role of the integration (Setup > Users/Roles > Manage Roles).",
        RETRY,
    ),
    cause(
        "NS-112", "LOGIN_REFUSED", "NetSuite refuses our key", NETSUITE_ADMIN,
        "NetSuite refuses our key: {message}",
        "Renew the token (Setup > Users/Roles > Access Tokens) or correct netsuite.account, then run again.",
    ),
    cause(
        "NS-113", "NETSUITE_BUSY", "NetSuite is busy", NOBODY,
        "NetSuite is busy: {message}",
        "Nothing: it is tried again by itself, ever later.",
    ),
    cause(
        "NS-114", "SUBSIDIARY_MISMATCH", "The subsidiary does not fit", either(NETSUITE_ADMIN, PARTNER),
        "The customer, item or account does not belong to the subsidiary: {message}",
        "Add the subsidiary to that record in NetSuite.",
        RETRY,
    ),
    cause(
        "NS-115", "CURRENCY_MISSING", "A currency is not set up", NETSUITE_ADMIN,
        "Currency {currency} is not set up",
        "Create the currency in NetSuite (Lists > Accounting > Currencies), and the next sync takes it up.",
        "Or add it to the customer, also by customers.add_currencies. Then: connector retry {id}",
    ),
    cause(
        "NS-116", "AMBIGUOUS_CUSTOMER", "Several customers fit", SUPPORT,
        "{number} customers fit {id}: {message}",
        "Link the right one: connector link {id} --netsuite customer:ID --reason …",
        "Or make the others inactive in NetSuite. Then: connector retry {id}",
    ),
    cause(
        "NS-117", "ANSWER_UNKNOWN", "NetSuite does not say what became of it", SUPPORT,
        "NetSuite gave no answer in {tries} tries, and has not done it",
        "Look for a script or workflow that fails over this record in NetSuite (Execution Log).",
        RETRY,
    ),
    cause(
        "NS-118", "TOO_MANY_LINES", "More lines than NetSuite allows", PARTNER,
        "More lines than NetSuite allows: {message}",
        "Book this invoice by hand.",
        "Link it: connector link {id} --netsuite invoice:ID --reason …",
    ),
    cause(
        "NS-119", "FEATURE_OFF", "A feature is off", NETSUITE_ADMIN,
        "A feature that a setting needs is off: {message}",
        "Switch the feature on in NetSuite (Setup > Company > Enable Features), or change the setting.",
        RETRY,
    ),
    cause(
        "NS-120", "NAME_TAKEN", "Another record has the name", SUPPORT,
        "The name is taken by another record: {message}",
        "If that record is the right one: connector link {id} --netsuite TYPE:ID --reason …",
        "Else rename the other record in NetSuite. Then: connector retry {id}",
    ),
    cause(
        "NS-199", "NETSUITE_REFUSED", "NetSuite refused the record", SUPPORT,
        "NetSuite refused the record with {netsuite_code}: {message}",
        "Mend what the text names. To ask for help: connector bundle {id} --out FILE.zip",
        RETRY,
    ),
    cause(
        "PER-001", "PERIOD_CLOSED", "The accounting period is closed", CONTROLLER,
        "{period} is closed: {message}",
        "Reopen the period (what is on hold then goes on by itself), or let closed_period say next_open.",
        "Or post this one in the next open period: connector holds approve {id} --reason …",
        "What needs attention: connector retry {id}",
    ),
    cause(
        "PER-002", "NO_OPEN_PERIOD", "There is no open period to post to", NETSUITE_ADMIN,
        "There is no open period to post to: {message}",
        "Open or create the accounting period; what is on hold then goes on by itself.",
        "What needs attention: connector retry {id}",
    ),
)  # fmt: skip
