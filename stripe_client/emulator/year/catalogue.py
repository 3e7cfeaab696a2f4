"""What the year's company sells, and what it grants and adds: prices, coupons, promotion codes, taxes, shipping."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from stripe_client.emulator.history import Coupon, History, Price, ShippingRate, TaxRate, at

OPENED = at(2025, 10, 20)

_SOLD = {
    "starter": ("Starter", "monthly", 1),
    "team": ("Team", "monthly", 1),
    "business": ("Business", "monthly", 1),
    "seat": ("Extra seat", "monthly", 1),
    "starter year": ("Starter", "yearly", 12),
    "team year": ("Team", "yearly", 12),
    "business year": ("Business", "yearly", 12),
    "api calls": ("API calls", "by use", 1),
    "setup": ("Setup", "one-time", 0),
    "training": ("Training", "by the hour", 0),
    "reader": ("Card reader", "each", 0),
    "handbook": ("Handbook", "each", 0),
    "import": ("Records imported", "each", 0),
}
"""Product, how it is sold, and for how many months at a time."""

_AMOUNTS: Mapping[str, Mapping[str, int | str]] = {
    "usd": {
        "starter": 2_900,
        "team": 9_900,
        "business": 29_900,
        "seat": 900,
        "starter year": 29_000,
        "team year": 99_000,
        "business year": 299_000,
        "api calls": "0.335",
        "setup": 25_000,
        "training": 12_500,
        "reader": 5_900,
        "handbook": 1_499,
        "import": "0.0125",
    },
    "eur": {
        "starter": 2_700,
        "team": 9_200,
        "business": 27_900,
        "seat": 850,
        "starter year": 27_000,
        "team year": 92_000,
        "business year": 279_000,
        "api calls": "0.31",
        "setup": 23_000,
        "training": 11_500,
        "reader": 5_500,
        "handbook": 1_399,
    },
    "gbp": {
        "starter": 2_400,
        "team": 8_200,
        "business": 24_900,
        "seat": 750,
        "team year": 82_000,
        "setup": 20_000,
        "training": 10_000,
        "reader": 4_900,
        "handbook": 1_199,
    },
    "jpy": {"starter": 4_200, "team": 14_500, "team year": 145_000, "seat": 1_300, "setup": 36_000, "handbook": 2_180},
    "kwd": {"starter": 8_900, "team": 30_400, "seat": 2_750, "setup": 76_500, "training": 38_125, "handbook": 4_615},
}
"""Minor units of one unit: cents, pence, yen and fils (three decimals); written as text where they have decimals."""

_COUPONS: Mapping[str, dict[str, int | str | bool]] = {
    "Launch 20%": {"percent": 20, "months": 3},
    "Loyal 5%": {"percent": 5, "forever": True},
    "Half first month": {"percent": 50},
    "Nonprofit 12.5%": {"percent": "12.5", "forever": True},
    "Welcome 10": {"amount": 1_000, "currency": "usd"},
    "Willkommen 15": {"amount": 1_500, "currency": "eur"},
    "Sorry 5": {"amount": 500, "currency": "gbp"},
    "Haru 500": {"amount": 500, "currency": "jpy"},
    "Setup 15%": {"percent": 15},
}
_CODES = {"LAUNCH20": "Launch 20%", "WELCOME": "Welcome 10", "HALLO": "Willkommen 15"}

_RATES: Mapping[str, tuple[str, str, bool, str, str]] = {
    "ny": ("Sales tax NY", "8.875", False, "US", "sales_tax"),
    "tx state": ("Sales tax TX", "6.25", False, "US", "sales_tax"),
    "tx city": ("Sales tax city", "2", False, "US", "sales_tax"),
    "gst": ("GST", "5", False, "CA", "gst"),
    "qst": ("QST", "9.975", False, "CA", "qst"),
    "gst within": ("GST", "5", True, "CA", "gst"),
    "qst within": ("QST", "9.975", True, "CA", "qst"),
    "de": ("MwSt.", "19", False, "DE", "vat"),
    "de within": ("MwSt.", "19", True, "DE", "vat"),
    "fr": ("TVA", "20", False, "FR", "vat"),
    "fr within": ("TVA", "20", True, "FR", "vat"),
    "es within": ("IVA", "21", True, "ES", "vat"),
    "gb": ("VAT", "20", False, "GB", "vat"),
    "gb within": ("VAT", "20", True, "GB", "vat"),
    "jp": ("JCT", "10", False, "JP", "jct"),
    "jp within": ("JCT", "10", True, "JP", "jct"),
}
"""Name, percent, whether it is within the price, country and kind."""

TAXES: Mapping[str, tuple[str, ...]] = {
    "none": (),
    "new york": ("ny",),
    "texas": ("tx state", "tx city"),
    "quebec": ("gst", "qst"),
    "quebec within": ("gst within", "qst within"),
    "germany": ("de",),
    "germany within": ("de within",),
    "france": ("fr",),
    "france within": ("fr within",),
    "spain within": ("es within",),
    "britain": ("gb",),
    "britain within": ("gb within",),
    "japan": ("jp",),
    "japan within": ("jp within",),
    "reverse": ("fr",),
}
"""The rates that somebody pays."""

_SHIPPING = {
    "ground": ("Ground", 800, "usd", False),
    "paket": ("Paket", 590, "eur", False),
    "post within": ("Post", 450, "eur", True),
    "courier": ("Courier", 700, "gbp", False),
    "takkyubin": ("Takkyubin", 900, "jpy", True),
}
"""Name, minor units, currency, and whether its taxes are within."""


class YearCatalogue:
    """Everything that is sold, granted or added, by short names of ours; a price's name ends in its currency."""

    def __init__(self, history: History) -> None:
        self.prices = _prices(history)
        self.coupons = {name: _coupon(history, name, terms) for name, terms in _COUPONS.items()}
        self.codes = {
            code: history.promotion_code(code, self.coupons[name], created=OPENED) for code, name in _CODES.items()
        }
        self.coupon_of = dict(_CODES)
        self.taxes = _taxes(history)
        self.shipping: dict[str, ShippingRate] = {
            key: history.shipping_rate(name, amount, currency, created=OPENED, inclusive=inclusive)
            for key, (name, amount, currency, inclusive) in _SHIPPING.items()
        }


def _prices(history: History) -> dict[str, Price]:
    names = dict.fromkeys(product for product, _, _ in _SOLD.values())
    products = {name: history.product(name, created=OPENED, shippable=name == "Card reader") for name in names}
    prices = {}
    for currency, amounts in _AMOUNTS.items():
        for key, amount in amounts.items():
            product, how, months = _SOLD[key]
            prices[f"{key} {currency}"] = history.price(
                products[product],
                f"{product}, {how} ({currency.upper()})",
                currency,
                amount if isinstance(amount, int) else Decimal(amount),
                months=months,
                created=OPENED,
                metered=key == "api calls",
            )
    return prices


def _coupon(history: History, name: str, terms: Mapping[str, int | str | bool]) -> Coupon:
    amount, months = terms.get("amount"), terms.get("months")
    return history.coupon(
        name,
        created=OPENED,
        percent=Decimal(terms["percent"]) if "percent" in terms else None,
        amount=amount if isinstance(amount, int) else None,
        currency=str(terms["currency"]) if "currency" in terms else None,
        months=months if isinstance(months, int) else None,
        forever=terms.get("forever") is True,
    )


def _taxes(history: History) -> dict[str, tuple[TaxRate, ...]]:
    rates = {
        key: history.tax_rate(
            name, Decimal(percentage), created=OPENED, inclusive=inclusive, country=country, tax_type=kind
        )
        for key, (name, percentage, inclusive, country, kind) in _RATES.items()
    }
    return {group: tuple(rates[key] for key in keys) for group, keys in TAXES.items()}
