"""What must not be mapped, by kind of record, each with the reason that people are told."""

_IDENTITY = "is how the connector finds the record again"
_AMOUNT = "is money, which follows Stripe's amounts"
_BOOKED = "decides when the books show it"
_WHOSE = "decides whose money it is"
_TERM = "follows the settings under revenue_dates"


def _all(names: str, reason: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), reason)


OF_ALL = _all("external_id internal_id", _IDENTITY) | _all("currency_id currency total balance amount", _AMOUNT)
_OF_TRANSACTIONS = OF_ALL | _all("tran_date posting_period_id accounting_period_id", _BOOKED)

INVOICE = (
    _OF_TRANSACTIONS
    | _all("entity_id entity customer_id created_from_id", _WHOSE)
    | _all("amount_paid amount_remaining deferred_revenue recognized_revenue sub_total gift_cert_applied", _AMOUNT)
    | _all("discount_amount discount_item_id discount_rate discount_total", _AMOUNT)
    | _all("handling_cost handling_tax1_rate shipping_cost shipping_tax1_rate", _AMOUNT)
    | _all("tax_item_id tax_rate tax_total tax2_total", _AMOUNT)
    | _all("rev_rec_start_date rev_rec_end_date", _TERM)
    | _all("item_list", "is made from Stripe's lines")
)
CREDIT_MEMO = INVOICE | _all("applied unapplied auto_apply", _AMOUNT) | _all("apply_list", "is made from Stripe's uses")
LINE = (
    OF_ALL
    | _all("gross_amt quantity rate tax1_amt tax_amount tax_rate1 tax_rate2", _AMOUNT)
    | _all("rev_rec_start_date rev_rec_end_date", _TERM)
    | _all("item_id item", "follows the settings under items")
    | _all("line order_line", _IDENTITY)
)
DISCOUNT = OF_ALL | _all("rate", _AMOUNT) | _all("non_posting account_id", "must net the line above")
PAYMENT = (
    _OF_TRANSACTIONS
    | _all("customer_id customer entity_id", _WHOSE)
    | _all("applied auto_apply payment pending unapplied", _AMOUNT)
    | _all("apply_list credit_list deposit_list", "is made from what Stripe says was paid")
)
REFUND = (
    _OF_TRANSACTIONS
    | _all("customer_id customer entity_id", _WHOSE)
    | _all("apply_list deposit_list", "is made from what Stripe says was refunded")
)
CUSTOMER = OF_ALL | _all("currency_list opening_balance deposit_balance", _AMOUNT)
