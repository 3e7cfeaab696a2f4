"""A small company's billing from January to October 2026, to look at what the connector does."""

from __future__ import annotations

from stripe_client.emulator.history import Customer, History, Line, Price, at
from stripe_client.emulator.shapes.fields import Plain

_OPENED = at(2025, 12, 1)

_CUSTOMERS = {
    "acme": ("Acme Analytics Inc.", "billing@acme.example", "US", "New York"),
    "borealis": ("Borealis Software Ltd", "accounts@borealis.example", "CA", "Toronto"),
    "chen": ("Chen Wei", "chen.wei@mail.example", "US", "Seattle"),
    "dubois": ("Dubois et Fils SARL", "compta@dubois.example", "FR", "Lyon"),
    "eriksen": ("Eriksen Design AS", "post@eriksen.example", "NO", "Bergen"),
    "fischer": ("Fischer GmbH", "rechnung@fischer.example", "DE", "Hamburg"),
    "garcia": ("María García", "maria.garcia@mail.example", "ES", "Sevilla"),
    "hanako": ("Hanako Tanaka", "hanako@mail.example", "JP", "Osaka"),
    "ito": ("Ito Trading K.K.", "keiri@ito.example", "JP", "Tokyo"),
    "jones": ("Jones & Partners LLP", "finance@jones.example", "GB", "London"),
    "kowalski": ("Jan Kowalski", "jan.kowalski@mail.example", "PL", "Kraków"),
    "lopez": ("Lopez Logistics LLC", "ap@lopez.example", "US", "Austin"),
}

_PRICES = {
    "starter": ("Starter", "Starter, monthly", "usd", 2_900, 1),
    "team": ("Team", "Team, monthly", "usd", 9_900, 1),
    "team year": ("Team", "Team, yearly", "usd", 99_000, 12),
    "starter eur": ("Starter", "Starter, monthly (EUR)", "eur", 2_700, 1),
    "team eur": ("Team", "Team, yearly (EUR)", "eur", 92_000, 12),
    "starter jpy": ("Starter", "Starter, monthly (JPY)", "jpy", 4_200, 1),
    "team jpy": ("Team", "Team, yearly (JPY)", "jpy", 145_000, 12),
    "setup": ("Setup", "Setup, one-time", "usd", 25_000, 0),
    "setup eur": ("Setup", "Setup, one-time (EUR)", "eur", 23_000, 0),
}

_PAID = (
    ("acme", (2026, 1, 5), (("team year", 1), ("setup", 1))),
    ("chen", (2026, 1, 12), (("starter", 1),)),
    ("dubois", (2026, 1, 15), (("team eur", 2),)),
    ("hanako", (2026, 1, 31), (("starter jpy", 1),)),
    ("chen", (2026, 2, 12), (("starter", 1),)),
    ("fischer", (2026, 2, 16), (("starter eur", 3), ("setup eur", 1))),
    ("ito", (2026, 2, 20), (("team jpy", 1),)),
    ("chen", (2026, 3, 12), (("starter", 1),)),
    ("jones", (2026, 3, 18), (("team", 2),)),
    ("garcia", (2026, 3, 31), (("starter eur", 1),)),
    ("lopez", (2026, 4, 2), (("team", 5), ("setup", 1))),
    ("jones", (2026, 4, 18), (("team", 2),)),
    ("hanako", (2026, 4, 30), (("starter jpy", 2),)),
    ("kowalski", (2026, 5, 4), (("starter eur", 1),)),
    ("borealis", (2026, 5, 11), (("team year", 3),)),
    ("jones", (2026, 5, 18), (("team", 2),)),
    ("eriksen", (2026, 6, 9), (("team eur", 1),)),
    ("lopez", (2026, 6, 22), (("team", 6),)),
    ("kowalski", (2026, 7, 4), (("starter eur", 1),)),
    ("ito", (2026, 8, 20), (("starter jpy", 10),)),
    ("acme", (2026, 9, 7), (("starter", 4), ("team", 1))),
    ("garcia", (2026, 10, 1), (("starter eur", 1),)),
)


def demo_book() -> dict[str, list[Plain]]:
    """A book of a dozen customers and about thirty plain invoices in dollars, euros and yen; the same at every call."""
    history = History()
    customers = {key: history.customer(*who, created=_OPENED) for key, who in _CUSTOMERS.items()}
    prices = _add_prices(history)
    for key, day, what in _PAID:
        invoice = history.finalized(customers[key], _lines(prices, what, at(*day)), created=at(*day))
        history.paid(invoice, when=at(*day) + 7_200)
    _add_special_cases(history, customers, prices)
    return history.book


def _add_prices(history: History) -> dict[str, Price]:
    products = {
        name: history.product(name, created=_OPENED) for name in dict.fromkeys(row[0] for row in _PRICES.values())
    }
    return {
        key: history.price(products[product], name, currency, amount, months=months, created=_OPENED)
        for key, (product, name, currency, amount, months) in _PRICES.items()
    }


def _lines(prices: dict[str, Price], what: tuple[tuple[str, int], ...], start: int) -> list[Line]:
    return [Line(prices[key], quantity, start) for key, quantity in what]


def _add_special_cases(history: History, customers: dict[str, Customer], prices: dict[str, Price]) -> None:
    """One of each way in which a plain invoice is not just paid."""

    def finalized(key: str, day: tuple[int, int, int], *what: tuple[str, int], days_due: int = 0) -> Plain:
        lines = _lines(prices, what, at(*day))
        return history.finalized(customers[key], lines, created=at(*day), days_due=days_due)

    twelve_lines = tuple(("starter", quantity) for quantity in range(1, 13))
    history.paid(finalized("lopez", (2026, 7, 15), *twelve_lines), when=at(2026, 7, 15, 14))
    in_two_parts = finalized("borealis", (2026, 6, 1), ("team", 10), days_due=30)
    history.paid(in_two_parts, when=at(2026, 6, 10), amount=40_000)
    history.paid(in_two_parts, when=at(2026, 6, 25))
    finalized("dubois", (2026, 9, 15), ("starter eur", 5), days_due=60)
    finalized("eriksen", (2026, 10, 9), ("starter eur", 2), days_due=30)
    history.draft(customers["acme"], _lines(prices, (("team", 1),), at(2026, 10, 20)), created=at(2026, 10, 20))
    history.declined(finalized("kowalski", (2026, 10, 4), ("starter eur", 1)), when=at(2026, 10, 4, 14))
    history.authorized(finalized("jones", (2026, 10, 18), ("team", 2)), when=at(2026, 10, 18, 14))
    history.void(finalized("fischer", (2026, 8, 3), ("setup eur", 2)), when=at(2026, 8, 5))
