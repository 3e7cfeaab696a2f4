"""The subscriptions of the year: who has which plan, from when on, and how the bills are paid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Day = tuple[int, int, int]


@dataclass(frozen=True, kw_only=True)
class Change:
    """Another plan from a day on: billed at once, or with the next bill; discounts shown by themselves, or not."""

    on: Day
    plan: str
    quantity: int = 1
    at_once: bool = True
    itemized: bool = True


@dataclass(frozen=True, kw_only=True)
class Deal:
    """A subscription. Bills are counted from 0; with `days_due` they are sent, and paid after `pays_after` days.

    A card is declined once at the bills of `declined`, at every one from `fails_from` on; the bills of `in_parts` are
    paid in two. `api_calls` are those of a month, `credits` the billing credit (minor units) by bill.
    """

    who: str
    plan: str
    starts: Day
    quantity: int = 1
    seats: int = 0
    api_calls: int = 0
    trial_days: int = 0
    days_due: int = 0
    pays_after: int = 0
    coupons: tuple[str, ...] = ()
    code: str | None = None
    declined: frozenset[int] = frozenset()
    fails_from: int | None = None
    in_parts: frozenset[int] = frozenset()
    credits: Mapping[int, int] = field(default_factory=dict)
    change: Change | None = None
    ends: Day | None = None


_PLAIN = (
    ("abbott", "starter", 1, 0, (2025, 11, 9)),
    ("bauer", "starter", 1, 0, (2025, 11, 24)),
    ("castillo", "starter", 1, 0, (2026, 1, 18)),
    ("chen", "starter", 1, 0, (2025, 11, 12)),
    ("dupont", "starter", 2, 0, (2026, 1, 2)),
    ("eastgate", "starter", 3, 2, (2025, 11, 6)),
    ("evans", "starter", 1, 0, (2026, 2, 15)),
    ("fontaine", "starter", 1, 0, (2026, 2, 27)),
    ("garcia", "starter", 1, 0, (2025, 11, 30)),
    ("gruber", "team", 1, 4, (2026, 2, 13)),
    ("hanako", "starter", 1, 0, (2025, 11, 30)),
    ("ironwood", "team", 1, 3, (2026, 1, 8)),
    ("ito", "team", 1, 5, (2025, 11, 20)),
    ("ivanova", "starter", 1, 0, (2026, 3, 14)),
    ("jansen", "team", 2, 0, (2025, 11, 17)),
    ("johansson", "starter", 1, 0, (2026, 4, 21)),
    ("juniper", "team", 2, 0, (2025, 11, 4)),
    ("krause", "starter", 2, 0, (2025, 11, 11)),
    ("lee", "starter", 1, 0, (2025, 11, 16)),
    ("macleod", "team", 1, 2, (2026, 2, 25)),
    ("miller", "starter", 1, 0, (2025, 11, 8)),
    ("moreau", "starter", 2, 1, (2026, 1, 14)),
    ("mori", "team", 1, 0, (2026, 2, 5)),
    ("nakamura", "starter", 1, 0, (2026, 4, 9)),
    ("neri", "team", 1, 1, (2026, 2, 11)),
    ("osullivan", "starter", 4, 0, (2026, 3, 21)),
    ("price", "starter", 1, 0, (2026, 3, 18)),
    ("quinn", "starter", 1, 0, (2026, 1, 31)),
    ("rossi", "starter", 1, 0, (2026, 5, 28)),
    ("sakura", "starter", 3, 0, (2026, 2, 26)),
    ("sato", "starter", 1, 0, (2026, 4, 12)),
    ("schmidt", "starter", 1, 0, (2026, 1, 29)),
    ("taylor", "starter", 1, 0, (2026, 5, 3)),
    ("usman", "starter", 1, 0, (2026, 1, 22)),
    ("vargas", "starter", 1, 0, (2026, 5, 6)),
    ("yilmaz", "starter", 1, 0, (2026, 6, 3)),
)
"""Monthly plans whose bills a card pays at once: who, plan, how many, extra seats, first day."""

_OTHERS = (
    Deal(who="acme", plan="team", quantity=3, seats=4, starts=(2025, 11, 3), days_due=30, pays_after=21),
    Deal(who="alsalem", plan="team", starts=(2025, 11, 10), days_due=30, pays_after=12),
    Deal(who="ashworth", plan="team", starts=(2025, 11, 15), code=None, coupons=("Launch 20%",)),
    Deal(
        who="birch",
        plan="starter",
        starts=(2025, 11, 5),
        trial_days=14,
        change=Change(on=(2026, 3, 27), plan="team"),
    ),
    Deal(who="borealis", plan="business year", starts=(2025, 12, 1), days_due=30, pays_after=28),
    Deal(who="brightwell", plan="business", seats=10, starts=(2025, 11, 28), days_due=14, pays_after=9),
    Deal(who="cascade", plan="starter", quantity=4, starts=(2025, 11, 10), code="LAUNCH20", coupons=("Loyal 5%",)),
    Deal(who="clarke", plan="starter", starts=(2026, 2, 11), trial_days=14),
    Deal(who="delta", plan="team", api_calls=412_357, starts=(2025, 11, 7), in_parts=frozenset({3, 7})),
    Deal(who="dubois", plan="team year", quantity=2, starts=(2026, 1, 15), days_due=30, pays_after=26),
    Deal(who="dune", plan="starter", quantity=2, seats=2, starts=(2026, 3, 20), declined=frozenset({4})),
    Deal(who="fischer", plan="team", starts=(2025, 11, 12), api_calls=158_204, code="HALLO"),
    Deal(who="fjord", plan="starter", starts=(2026, 3, 9), coupons=("Half first month",)),
    Deal(
        who="garnet",
        plan="team",
        starts=(2025, 11, 14),
        coupons=("Loyal 5%",),
        change=Change(on=(2026, 2, 24), plan="business"),
    ),
    Deal(who="gulf", plan="team", seats=4, starts=(2026, 2, 16)),
    Deal(who="harbor", plan="business", starts=(2025, 11, 18), credits={1: 10_000, 2: 10_000, 3: 4_250}),
    Deal(
        who="hoffmann",
        plan="business",
        starts=(2025, 11, 26),
        change=Change(on=(2026, 5, 11), plan="team", quantity=2, at_once=False),
    ),
    Deal(who="jones", plan="team", quantity=2, starts=(2025, 11, 19), fails_from=11),
    Deal(who="kapoor", plan="starter", starts=(2026, 3, 4), trial_days=30),
    Deal(who="keystone", plan="team year", starts=(2025, 11, 24)),
    Deal(who="kowalski", plan="starter", starts=(2025, 12, 4), declined=frozenset({2, 6}), fails_from=10),
    Deal(who="lindqvist", plan="team", starts=(2026, 1, 8), trial_days=14, coupons=("Launch 20%", "Willkommen 15")),
    Deal(
        who="lopez",
        plan="team",
        quantity=2,
        starts=(2025, 11, 21),
        coupons=("Nonprofit 12.5%",),
        change=Change(on=(2026, 6, 30), plan="team", quantity=5, itemized=False),
    ),
    Deal(who="maple", plan="team", seats=2, starts=(2025, 11, 6), api_calls=97_811),
    Deal(
        who="northwind",
        plan="business",
        starts=(2025, 11, 27),
        change=Change(on=(2026, 4, 20), plan="team", at_once=False),
        code="WELCOME",
    ),
    Deal(who="okafor", plan="starter", starts=(2026, 4, 7), trial_days=14),
    Deal(who="orchard", plan="team", seats=6, starts=(2026, 3, 19), change=Change(on=(2026, 8, 27), plan="starter")),
    Deal(
        who="petrova",
        plan="starter",
        starts=(2025, 11, 19),
        trial_days=14,
        change=Change(on=(2026, 7, 17), plan="team", at_once=False),
    ),
    Deal(who="thistle", plan="team", starts=(2025, 11, 20), coupons=("Nonprofit 12.5%",), ends=(2026, 7, 15)),
    Deal(who="walker", plan="starter", starts=(2025, 11, 23), declined=frozenset({5}), ends=(2026, 8, 1)),
)

_ENDS = {"lee": (2026, 6, 10)}

DEALS = (
    *(
        Deal(who=who, plan=plan, quantity=quantity, seats=seats, starts=starts, ends=_ENDS.get(who))
        for who, plan, quantity, seats, starts in _PLAIN
    ),
    *_OTHERS,
)
"""All subscriptions of the year."""
