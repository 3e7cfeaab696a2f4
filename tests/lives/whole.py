"""Lives through the whole connector: looked at now and then, in disorder, and once at the end; both must agree."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from decimal import Decimal
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from lives.agreement import CONNECTIONS, PARTS_MAX, Scale
from lives.company import KINDS, Company
from lives.earning import Deferred, billed, credited, foreign_terms, left_deferred, months
from lives.life import Life
from lives.moves import Moves, happens
from lives.oracle import expected, in_currency
from lives.world import book_of, seed_in
from netsuite_client.emulator.ledger.seed import CURRENCIES

SYNC_SHARE = 0.1
"""How often the connector looks after something happened in a life."""

MOVES_AT_ONCE_MAX = 6
DATED = ("tranDate", "postingPeriod")
REFERENCES = {
    "entity": "customer",
    "customer": "customer",
    "item": "item",
    "doc": "transaction",
    "paymentMethod": "paymentMethod",
}
OF_THE_MOMENT = frozenset({"internalId", "tranId", "refNum", "applyDate", "due", "line"})
"""What NetSuite numbers by itself, or shows as it was when an application was made."""

Record = Mapping[str, Any]
Books = Mapping[str, Record]


def whole_disagreements(world: Sequence[Moves], connection: str, void: str) -> dict[int, list[str]]:
    """By the life's seed what is not as it must be; nothing where all is well. `void` is `void.never_synced`."""
    start = CONNECTIONS[connection].start
    text = f"{CONNECTIONS[connection].text}\n    void: {{ never_synced: {void} }}"
    chance = Random(f"world {world[0].seed}")  # noqa: S311 - chance makes cases, keeps no secret
    lives = {moves.seed: Life(moves.seed) for moves in world}
    found: dict[int, list[str]] = {seed: [] for seed in lives}
    with TemporaryDirectory() as first, TemporaryDirectory() as second:
        watched = Company(Path(first), text, start, restless=world[0].seed)
        _live(watched, world, lives, chance)
        late = Company(Path(second), text, start)
        late.happens(book_of(lives.values()))
        for company in (watched, late):
            for left in company.sync_to_quiet():
                found[_seed_in(left, world[0].seed)].append(f"left to do: {left}")
            for line in company.unreconciled():
                found[_seed_in(line, world[0].seed)].append(line)
        ours, theirs = _books_of(watched), _books_of(late)
        optional = frozenset[str]() if void == "both" else frozenset(_only_with_void(lives.values()))
        pinned = {(name, field) for life in lives.values() for name in life.debits for field in DATED}
        for line in _differences(ours, theirs, pinned, optional):
            found[_seed_in(line, world[0].seed)].append(line)
        for life in lives.values():
            life.connection = connection
            found[life.seed] += _against_stripe(life, ours, optional)
        found[world[0].seed] += _month_by_month(late, lives.values(), theirs)
        watched.close()
        late.close()
    return {seed: wrong for seed, wrong in found.items() if wrong}


def _live(company: Company, world: Sequence[Moves], lives: Mapping[int, Life], chance: Random) -> None:
    """Lets all lives go on side by side while the connector looks now and then."""
    seen = {seed: _Seen() for seed in lives}
    waiting = {moves.seed: list(moves.kept) for moves in world}
    while waiting:
        seed = chance.choice(list(waiting))
        at_once = chance.randint(1, MOVES_AT_ONCE_MAX)
        for number in waiting[seed][:at_once]:
            list(happens(lives[seed], number))
        waiting[seed] = waiting[seed][at_once:]
        if not waiting[seed]:
            del waiting[seed]
        company.happens(seen[seed].changed(lives[seed]))
        if chance.random() < SYNC_SHARE:
            company.sync()


class _Seen:
    """What a company was told of a life."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}

    def changed(self, life: Life) -> dict[str, list[Any]]:
        """The objects that are new or different since it was asked before."""
        book: dict[str, list[Any]] = {}
        for kind, plains in life.book.items():
            for plain in plains:
                text = json.dumps(plain)
                if self._texts.get(plain["id"]) != text:
                    self._texts[plain["id"]] = text
                    book.setdefault(kind, []).append(json.loads(text))
        return book


# NetSuite's books


def _books_of(company: Company) -> Books:
    """Every transaction by its external id, with external ids for internal ones; and the balances of each customer."""
    records = {kind: company.shown(f"records?type={kind}") for kind in (*KINDS, *ITEMS, "customer", "paymentMethod")}
    names = {
        (GROUPS.get(kind, "item"), record["internalId"]): _name(record)
        for kind, found in records.items()
        for record in found
    }
    books: dict[str, Record] = {_name(record): _plain(record, names) for kind in KINDS for record in records[kind]}
    for customer in records["customer"]:
        name = customer.get("externalId", "")
        books[f"{BALANCES}{name}"] = company.shown(f"trial-balance?customer={customer['internalId']}")
    return books


def _name(record: Record) -> str:
    """Its external id, for a memo that took the place of another one that of the first (rule R-6)."""
    return re.sub(r"^(memo_.*)-\d+$", r"\1", str(record.get("externalId", "")))


BALANCES = "balances of "


def _all_zero(balances: Record) -> bool:
    return not any(Decimal(amount) for one in balances.values() for name, amount in one.items() if name != "type")


ITEMS = ("serviceSaleItem", "otherChargeSaleItem", "discountItem")
GROUPS = dict.fromkeys(KINDS, "transaction") | {name: name for name in ("customer", "paymentMethod")}


def _plain(record: Record, names: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for field, value in record.items():
        if field in OF_THE_MOMENT:
            continue
        if field == "externalId":
            plain[field] = _name(record)
        elif field in REFERENCES:
            internal_id = value["internalId"] if isinstance(value, dict) else str(value)
            plain[field] = names[REFERENCES[field], internal_id]
        elif isinstance(value, list):
            rows = [_plain(row, names) for row in value]
            plain[field] = sorted(rows, key=str) if field == "applyList" else rows
        else:
            plain[field] = value
    return plain


def _only_with_void(lives: Iterable[Life]) -> Iterator[str]:
    """What is left out of NetSuite if its invoice was void before the connector looked (rules A-1, L-2)."""
    for life in lives:
        void = {one["id"] for one in life.some("invoices", status="void")}
        yield from (name for each in void for name in (each, f"memo_{each}_void", f"memo_{each}_uncollectible"))
        for kind in ("credit_notes", "customer_balance_transactions"):
            yield from (f"memo_{one['id']}" for one in life.some(kind) if one.get("invoice") in void)


def _differences(ours: Books, theirs: Books, pinned: Set[tuple[str, str]], optional: Set[str]) -> Iterator[str]:
    """`pinned` are fields that stay as they were when the record was accepted (rule P-1).

    `optional` are records that may be missing where the connector looked late.
    """
    for name in sorted(ours.keys() | theirs.keys()):
        if name in optional and name not in theirs:
            continue
        one, other = ours.get(name), theirs.get(name)
        if name.startswith(BALANCES) and other is None and optional and _all_zero(one or {}):
            continue  # the customer came with an invoice that is left out
        if one is None or other is None:
            yield f"{name}: {'missing' if one is None else 'too much'} where the connector looked now and then"
        elif one != other:
            fields = sorted(one.keys() | other.keys())
            changed = [field for field in fields if one.get(field) != other.get(field) and (name, field) not in pinned]
            if not changed:
                continue
            told = "; ".join(f"{field} {one.get(field)!r}, at the end {other.get(field)!r}" for field in changed)
            yield f"{name}: {told}"


def _against_stripe(life: Life, books: Books, optional: Set[str]) -> Iterator[str]:
    """What is left of every invoice and every payer, against Stripe's own numbers."""
    settings = CONNECTIONS[life.connection].settings
    ours = {name: record for name, record in books.items() if f"_L{life.seed}x" in name and "currency" in record}
    left = {name: _left(record) for name, record in ours.items()}
    for currency in life.currencies:
        must, scale = expected(in_currency(life.book, currency), settings), Scale(currency)
        reckoned = {**must.remaining, **must.unapplied}
        there = {name for name, record in ours.items() if record["currency"]["internalId"] == _number_of(currency)}
        for name in sorted(there | (reckoned.keys() - optional)):
            by_stripe = scale.rounded(reckoned.get(name, 0))
            if name not in left or abs(left[name] - by_stripe) > scale.slack * PARTS_MAX / 2:
                yield f"{name}: left {left.get(name)}, by Stripe {by_stripe}"


def _month_by_month(company: Company, lives: Collection[Life], books: Books) -> Iterator[str]:
    """After the revenue journal of each month: deferred is what was billed, less what is earned and credited."""
    deferring, deferred = company.deferring, dict[str, list[Deferred]]()
    for life in lives:
        for currency in life.currencies:
            invoiced = list(_billed(life, currency, books))
            memos = [part for memo in _memos_of(life, currency, books) for part in credited(memo, deferring)]
            for start, end in foreign_terms(memos, invoiced):
                yield f"life {life.seed}: a memo line from {start} to {end}, which no invoice line has"
            deferred.setdefault(currency, []).extend([*invoiced, *memos])
    for month in months(deferred.values()):
        company.earn(month)
        balances = company.shown("trial-balance")
        for currency, parts in deferred.items():
            ours = -Decimal(balances.get("Deferred Revenue", {}).get(currency.upper(), 0))
            scale = Scale(currency)
            theirs = left_deferred(parts, month, scale.kept)
            if abs(ours - theirs) > scale.slack * len(parts):
                yield f"{month[0]}-{month[1]:02} {currency}: deferred {ours}, billed less earned and credited {theirs}"
            if sum(Decimal(each.get(currency.upper(), 0)) for each in balances.values()):
                yield f"{month[0]}-{month[1]:02} {currency}: the trial balance is not zero"


def _billed(life: Life, currency: str, books: Books) -> Iterator[Deferred]:
    stripe = in_currency(life.book, currency)
    there = [one for one in stripe["invoices"] if one["id"] in books or one["status"] != "void"]
    return billed({**stripe, "invoices": there}, CONNECTIONS[life.connection].settings, Scale(currency).unit)


def _memos_of(life: Life, currency: str, books: Books) -> Iterator[Record]:
    number = _number_of(currency)
    for name, one in books.items():
        if name.startswith("memo_") and f"_L{life.seed}x" in name and one["currency"]["internalId"] == number:
            yield one


def _number_of(currency: str) -> str:
    """The internal id of a currency in NetSuite."""
    return str(list(CURRENCIES).index(currency.upper()) + 1)


def _left(record: Record) -> Decimal:
    """What of a document is not paid or not used."""
    return Decimal(next(str(record[name]) for name in ("amountRemaining", "unapplied") if name in record))


def _seed_in(line: str, otherwise: int) -> int:
    try:
        return seed_in(line)
    except ValueError:
        return otherwise
