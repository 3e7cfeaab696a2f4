"""What does not fit in the books: codes CON, REV and PAY."""

from __future__ import annotations

from connector.causes.cause import ADMIN, CONTROLLER, NETSUITE_ADMIN, PARTNER, SUPPORT, cause, either

IN_BOOKS = (
    cause(
        "CON-500", "TOTAL_MISMATCH", "Our lines do not add up to Stripe's total", PARTNER,
        "Our lines make {lines} {currency}, Stripe's total is {stripe} ({difference}); nothing was sent",
        "Compare the lines with connector preview {id}.",
        "Report it with connector bundle {id} --out FILE.zip, and book it by hand meanwhile: connector link {id} "
        "--netsuite invoice:ID --reason …",
    ),
    cause(
        "CON-501", "AMOUNT_DIFFERS", "NetSuite has another amount than was posted", either(SUPPORT, NETSUITE_ADMIN),
        "We posted {total} with {remaining} remaining, NetSuite says {netsuite_total} and {netsuite_remaining}",
        "Look at the record's System Notes in NetSuite: a script, a tax rule or a person changed it. See both with "
        "connector compare {id}",
        "Correct it in NetSuite, or accept it: connector resolve {id} --reason …",
    ),
    cause(
        "CON-502", "CHANGED_IN_NETSUITE", "A line was edited in NetSuite", SUPPORT,
        "Line {line} of invoice {invoice} was edited in NetSuite: we sent {sent}, now it has {netsuite}",
        "The memo takes its revenue dates from that line. Restore the line in NetSuite.",
        "Then: connector retry {id}",
        "Or book the memo by hand: connector resolve {id} --netsuite credit_memo:ID --reason …",
    ),
    cause(
        "CON-503", "DELETED_IN_NETSUITE", "The record was deleted in NetSuite", SUPPORT,
        "The record {internal_id} was deleted in NetSuite",
        "Find out why; it is not made again by itself.",
        "If another record took its place: connector resolve {id} --netsuite TYPE:ID --reason …; if it is meant to be "
        "gone: connector resolve {id} --reason …",
    ),
    cause(
        "CON-504", "UNCOLLECTIBLE_PAID", "Written off, then paid", CONTROLLER,
        "The invoice {invoice} was written off, then {id} paid it",
        "The payment stands unapplied and the write-off stays. Decide: take the write-off back in NetSuite and apply "
        "the payment, or book it as recovered.",
        "Then say so: connector resolve {id} --reason …",
    ),
    cause(
        "CON-505", "REFUND_FAILED", "A refund failed later", SUPPORT,
        "Of the refund {id}, {amount} came back: it failed at the customer's bank",
        "The cash is back and stands unapplied on the customer. Refund the charge {charge} again in Stripe, which uses "
        "it up, or apply it in NetSuite.",
        "Then say so: connector resolve {id} --reason …",
    ),
    cause(
        "CON-506", "UNKNOWN_BALANCE_TYPE", "A new kind of balance transaction", SUPPORT,
        "{id} is a kind of balance transaction that is new to us: {type}",
        "It is treated as an adjustment. Compare the customer's balance in Stripe with NetSuite.",
        "If it fits: connector resolve {id} --reason …",
    ),
    cause(
        "CON-507", "BALANCE_BROKEN", "A customer's balance does not add up", SUPPORT,
        "The balance of {id} does not add up: after {transaction} it should be {expected}, Stripe says {stripe}",
        "The balance's memos and uses are held, invoices and payments go on.",
        "Read it again: connector resync {id}",
    ),
    cause(
        "CON-508", "REOPENED_UNCOLLECTIBLE", "A written-off invoice is open again at Stripe", CONTROLLER,
        "{id} was written off and is open again at Stripe",
        "Nothing is sent: a written-off invoice is never reopened. Decide whether the write-off stands.",
        "Then say so: connector resolve {id} --reason …",
    ),
    cause(
        "CON-509", "BEFORE_START_PAYMENT", "Payment of an invoice from before the start date", SUPPORT,
        "Payment {payment} is for {id}, an invoice from before the start date; it stands unapplied",
        "Apply it to the old invoice in NetSuite by hand.",
        "Then say so: connector resolve {id} --reason …",
    ),
    cause(
        "CON-510", "INVOICE_MADE_TWICE", "A sale is income twice", CONTROLLER,
        "{made} was made for {id}, and now Stripe has {invoice} for it: the sale is income twice",
        "Nothing is taken back by itself, and {id} stays applied to {made}. Decide in NetSuite which of the two "
        "stands, credit the other, and apply the payment to {invoice} if that is the one.",
        "Then say so: connector resolve {id} --reason …",
    ),
    cause(
        "CON-511", "PAYMENT_OF_ANOTHER_CUSTOMER", "A payment stands under another customer", SUPPORT,
        "{id} was booked under {customer}, and now pays {invoice} of {payer}",
        "NetSuite applies no payment to another customer's invoice, and what is booked is not taken back by itself. "
        "Move the money in NetSuite: enter the payment under {payer} and void the one under {customer}.",
        "Then say so: connector resolve {id} --reason …",
    ),
    cause(
        "CON-512", "STILL_LINKED", "Something is linked to what is no longer wanted", SUPPORT,
        "It is no longer wanted, and something in NetSuite is linked to it: {message}",
        "Take back in NetSuite what is applied to it.",
        "Then: connector retry {id}",
    ),
    cause(
        "CON-513", "REFUND_TOO_LARGE", "More was refunded than came in", SUPPORT,
        "The refunds of {id} make {refunded} {currency}, and {came_in} came in; none of them was sent",
        "Compare the charge with its refunds at Stripe; it is read again when it changes there. Until then book them "
        "by hand.",
    ),
    cause(
        "REV-104", "EXTRA_PERIODS", "The end date rule gives more periods than were sold", either(ADMIN, PARTNER),
        "end date rule {rule}: {id}, Stripe {start} to {end} ({months} periods), touches {given}",
        "Compare the three rules and choose one: revenue_dates.end_date_rule. Lines already sent keep their dates.",
    ),
    cause(
        "REV-105", "MID_PERIOD", "A term begins in mid-period", PARTNER,
        "even periods: {id} starts in mid-period, {months} months make {given} rows under any end date rule",
        "A method that prorates gives such a term parts of months: prorate_first_last, exact_days or period_rate "
        "(revenue.method, and the revenue rule in NetSuite).",
    ),
    cause(
        "REV-107", "NO_SCHEDULE_ON_BALANCE", "A balance memo carries no schedule", CONTROLLER,
        "{id} takes credit off income at once: it carries no schedule",
        "balance.schedule: pro_rata gives the memos of later uses the dates of the invoice's lines.",
    ),
    cause(
        "PAY-602", "ACCOUNT_UNMAPPED", "An account is not set", ADMIN,
        "No account for {purpose}",
        "Set {setting} to the internal id of an account; the next sync takes it up.",
    ),
)  # fmt: skip
