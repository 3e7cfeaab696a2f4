"""The single invoices of the year: goods that are shipped, hours, setups, imports, and what else is billed by hand."""

from __future__ import annotations

from dataclasses import dataclass

from stripe_client.emulator.year.deals import Day

NEVER = -1


@dataclass(frozen=True, kw_only=True)
class Order:
    """An invoice by hand: so much of each price, and perhaps an amount without one (name, minor units).

    The coupons of `first_line` are for that line alone; `pays_after` counts days, and nothing comes where it is NEVER.
    """

    who: str
    on: Day
    what: tuple[tuple[str, int | str], ...]
    free: tuple[str, int] | None = None
    coupons: tuple[str, ...] = ()
    first_line: tuple[str, ...] = ()
    shipping: str | None = None
    credit: int = 0
    days_due: int = 0
    pays_after: int = 0
    in_parts: bool = False


IMPORTED = tuple(("import", 140_000 + 17_333 * branch) for branch in range(37))
"""The records that each of 37 branches brought, at less than a cent each."""

ORDERS = (
    Order(who="acme", on=(2025, 11, 3), what=(("setup", 1), ("training", "2.5")), first_line=("Setup 15%",)),
    Order(who="fischer", on=(2025, 11, 12), what=(("setup", 1), ("training", 3)), first_line=("Setup 15%",)),
    Order(who="cascade", on=(2025, 11, 18), what=(("setup", 1), ("training", 2), ("handbook", 3))),
    Order(who="borealis", on=(2025, 12, 1), what=(("setup", 1), ("training", 8)), days_due=30, pays_after=28),
    Order(who="northwind", on=(2025, 12, 3), what=(("reader", 6), ("handbook", 2)), shipping="ground"),
    Order(who="juniper", on=(2025, 12, 9), what=(("reader", 2), ("handbook", 3)), shipping="ground"),
    Order(who="ashworth", on=(2025, 12, 11), what=(("reader", 3),), shipping="courier", coupons=("Sorry 5",)),
    Order(who="krause", on=(2025, 12, 16), what=(("reader", 1), ("handbook", 1)), shipping="paket"),
    Order(who="bauer", on=(2026, 1, 12), what=(("handbook", 1),), shipping="post within"),
    Order(who="hanako", on=(2026, 1, 19), what=(("handbook", 2),), shipping="takkyubin", coupons=("Haru 500",)),
    Order(who="ito", on=(2026, 1, 22), what=(("setup", 1),), days_due=30, pays_after=30),
    Order(who="harbor", on=(2026, 1, 27), what=(("training", "12.75"),), credit=50_000, coupons=("Loyal 5%",)),
    Order(
        who="lopez",
        on=(2026, 2, 5),
        what=(("training", "7.25"), ("handbook", 12), ("reader", 5)),
        free=("Travel to Austin", 31_850),
        coupons=("Loyal 5%", "Welcome 10"),
        first_line=("Setup 15%",),
        shipping="ground",
    ),
    Order(who="alsalem", on=(2026, 2, 9), what=(("training", 1), ("handbook", 1)), days_due=30, pays_after=6),
    Order(who="brightwell", on=(2026, 2, 17), what=(("setup", 2), ("training", "16.5")), days_due=14, in_parts=True),
    Order(who="moreau", on=(2026, 2, 23), what=(("reader", 2), ("handbook", 5)), shipping="paket"),
    Order(who="delta", on=(2026, 3, 2), what=IMPORTED, coupons=("Loyal 5%",)),
    Order(who="maple", on=(2026, 3, 10), what=(("training", "1.75"), ("reader", 1)), shipping="ground"),
    Order(who="gulf", on=(2026, 3, 18), what=(("setup", 1), ("training", 2))),
    Order(who="jansen", on=(2026, 3, 24), what=(("training", 4),), days_due=30, pays_after=41),
    Order(who="eastgate", on=(2026, 4, 1), what=(("reader", 4), ("handbook", 4)), shipping="ground", credit=2_500),
    Order(who="hoffmann", on=(2026, 4, 14), what=(("training", "20"),), days_due=30, in_parts=True),
    Order(who="garnet", on=(2026, 4, 21), what=(("handbook", 1),), free=("Printing by agreement", 4_275)),
    Order(who="macleod", on=(2026, 5, 5), what=(("reader", 8),), shipping="courier"),
    Order(who="clarke", on=(2026, 5, 12), what=(("handbook", 1),), shipping="courier"),
    Order(who="mori", on=(2026, 5, 19), what=(("setup", 1),)),
    Order(who="dubois", on=(2026, 6, 4), what=(("training", "3.5"),), days_due=30, pays_after=33),
    Order(who="keystone", on=(2026, 6, 9), what=(("training", 6),), free=("Rush fee", 7_500), credit=7_500),
    Order(who="orchard", on=(2026, 6, 16), what=(("reader", 1),), shipping="ground"),
    Order(who="castillo", on=(2026, 6, 23), what=(("handbook", 2),), shipping="post within"),
    Order(who="birch", on=(2026, 7, 7), what=(("setup", 1), ("training", "0.5")), first_line=("Setup 15%",)),
    Order(who="cascade", on=(2026, 7, 14), what=(("reader", 10), ("handbook", 10)), shipping="ground"),
    Order(who="petrova", on=(2026, 7, 28), what=(("training", 2),), coupons=("Loyal 5%",)),
    Order(who="jones", on=(2026, 8, 6), what=(("training", "9.25"),), days_due=30, pays_after=NEVER),
    Order(who="neri", on=(2026, 8, 18), what=(("setup", 1),), days_due=30, pays_after=NEVER),
    Order(who="ironwood", on=(2026, 9, 3), what=(("reader", 3),), shipping="ground", days_due=14, pays_after=NEVER),
    Order(who="sakura", on=(2026, 9, 15), what=(("setup", 1),), days_due=30, pays_after=NEVER),
    Order(who="fjord", on=(2026, 9, 22), what=(("training", "1.25"),)),
    Order(who="gruber", on=(2026, 10, 6), what=(("training", 5),), days_due=30, pays_after=NEVER),
    Order(who="thistle", on=(2026, 6, 2), what=(("setup", 1),)),
    Order(who="borealis", on=(2026, 10, 13), what=(("training", 3),), days_due=30, pays_after=NEVER),
    Order(who="lindqvist", on=(2026, 10, 20), what=(("training", "2.5"),), days_due=60, pays_after=NEVER),
)
"""All of them; what is special in other ways is told by the book itself."""
