"""Reads the text with which people look for records, such as `state:attention customer:"Acme" amount:>1000`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from connector.causes import BY_CODE, CAUSES
from connector.journal import Entry, Narrowed, Shown
from connector.located import did_you_mean
from netsuite_client.records import Kind

Test = Callable[[Entry], bool]

KINDS: Mapping[str, tuple[str, ...]] = {
    **{kind.value: (kind.value,) for kind in Kind},
    "application": ("application",),
    "item": (Kind.SERVICE_SALE_ITEM.value, Kind.OTHER_CHARGE_SALE_ITEM.value, Kind.DISCOUNT_ITEM.value),
    "payment": (Kind.CUSTOMER_PAYMENT.value,),
    "refund": (Kind.CUSTOMER_REFUND.value,),
    "memo": (Kind.CREDIT_MEMO.value,),
}
"""The kinds of record by the words that people use."""

STATES: Mapping[str, Shown] = {
    **{shown.value: shown for shown in Shown},
    "attention": Shown.NEEDS_ATTENTION,
    "hold": Shown.ON_HOLD,
}
"""The states by the words that people use."""

_T = TypeVar("_T")

EVERY = "state, kind, code, customer, amount, period, currency, subsidiary, source, assignee, tag, id, text"


class QueryError(Exception):
    """A text that asks for nothing that there is; the sentence says what is wrong with which word."""


@dataclass(frozen=True, kw_only=True)
class Query:
    """What is looked for: every test must hold; `narrowed` is what the database answers by itself."""

    tests: tuple[Test, ...] = ()
    narrowed: Narrowed = field(default_factory=Narrowed)

    def fits(self, entry: Entry) -> bool:
        """Whether a record is one of those."""
        return all(test(entry) for test in self.tests)


def read_query(text: str, *, me: str = "") -> Query:
    """The query of a text; `me` is whom `assignee:me` means. Raises QueryError."""
    terms = [_term(word) for word in _WORD.finditer(text)]
    tests = tuple(_test(name, value, me) for name, value in terms)
    said: dict[str, list[str]] = {}
    for name, value in terms:
        said.setdefault(name, []).extend(value.split(",") if name in _LISTS else [value])
    return Query(tests=tests, narrowed=_narrowed(said, me))


def _narrowed(said: Mapping[str, Sequence[str]], me: str) -> Narrowed:
    """What of it the database looks for."""
    spans = [_span(each) for each in said.get("amount", ())]
    return Narrowed(
        ids=frozenset(said["id"]) if len(said.get("id", ())) == 1 else None,
        states=frozenset(STATES[_plain(each)] for each in said.get("state", ())),
        kinds=frozenset(kind for each in said.get("kind", ()) for kind in KINDS[_plain(each)]),
        codes=frozenset(_cause(each) for each in said.get("code", ())),
        texts=tuple(said.get("text", ())),
        customers=tuple(said.get("customer", ())),
        least=max((span.least for span in spans if span.least is not None), default=None),
        most=min((span.most for span in spans if span.most is not None), default=None),
        months=tuple(date.fromisoformat(f"{each}-01") for each in said.get("period", ())),
        currencies=tuple(each.upper() for each in said.get("currency", ())),
        subsidiaries=tuple(said.get("subsidiary", ())),
        sources=tuple(each.lower() for each in said.get("source", ())),
        marks=tuple(_marks(said, me)),
    )


def _marks(said: Mapping[str, Sequence[str]], me: str) -> Iterator[tuple[str, str]]:
    """Remarks to look for: a database tells small letters from large ones in ASCII alone."""
    someone = (me if each == "me" else each for each in said.get("assignee", ()) if each.lower() != "nobody")
    yield from (("assignee", each) for each in someone if each.isascii())
    yield from (("tag", each) for each in said.get("tag", ()) if each.isascii())


_WORD = re.compile(r'(?:(?P<name>[A-Za-z_]+):)?(?:"(?P<quoted>[^"]*)"|(?P<bare>\S+))')
_LISTS = frozenset({"state", "kind", "code"})


def _term(word: re.Match[str]) -> tuple[str, str]:
    name, value = word["name"] or "text", word["quoted"] if word["quoted"] is not None else word["bare"]
    name = name.lower()
    if name not in _TESTS:
        hint = did_you_mean(name, _TESTS) or "a text with a colon is looked for in quotes"
        raise QueryError(f'"{name}:" is nothing to look for: {hint}. There are: {EVERY}.')
    if not value:
        raise QueryError(f"{name}: needs a value.")
    return name, value


def _test(name: str, value: str, me: str) -> Test:
    return _TESTS[name](me if name == "assignee" and value == "me" else value)


def _plain(word: str) -> str:
    return word.lower().replace("-", "_").replace(" ", "_")


def _state(value: str) -> Test:
    wanted = {_known("state", each, STATES) for each in value.split(",")}
    return lambda entry: entry.shown in wanted


def _kind(value: str) -> Test:
    wanted = {kind for each in value.split(",") for kind in _known("kind", each, KINDS)}
    return lambda entry: entry.kind in wanted


def _known(name: str, word: str, words: Mapping[str, _T]) -> _T:
    if _plain(word) not in words:
        hint = did_you_mean(_plain(word), words)
        said = f"{hint}. " if hint else ""
        raise QueryError(f'There is no {name} "{word}": {said}There are: {", ".join(words)}.')
    return words[_plain(word)]


def _code(value: str) -> Test:
    wanted = {_cause(each) for each in value.split(",")}
    return lambda entry: entry.issue is not None and entry.issue.code in wanted


def _cause(word: str) -> str:
    cause = BY_CODE.get(word.upper()) or CAUSES.get(word.upper())
    if cause is None:
        hint = did_you_mean(word.upper(), [*BY_CODE, *CAUSES]) or "such as NS-101"
        raise QueryError(f'There is no code "{word}": {hint}. One is explained by: connector explain CODE')
    return cause.name


def _customer(value: str) -> Test:
    return lambda entry: value.lower() in (entry.money.customer or "").lower()


@dataclass(frozen=True, kw_only=True)
class _Span:
    """Amounts from `least` to `most`; where `inside`, these two are left out."""

    least: Decimal | None = None
    most: Decimal | None = None
    inside: bool = False

    def takes(self, amount: Decimal) -> bool:
        if self.inside and amount in {self.least, self.most}:
            return False
        return (self.least is None or self.least <= amount) and (self.most is None or amount <= self.most)


def _span(value: str) -> _Span:
    """An amount, a limit (`>1000`) or a range (`100..200`)."""
    low, dots, high = value.partition("..")
    if dots:
        return _Span(least=_decimal(low, value), most=_decimal(high, value))
    sign = next((each for each in (">=", "<=", ">", "<", "=") if value.startswith(each)), "")
    limit = _decimal(value.removeprefix(sign), value)
    least, most = None if "<" in sign else limit, None if ">" in sign else limit
    return _Span(least=least, most=most, inside=sign in {"<", ">"})


def _amount(value: str) -> Test:
    span = _span(value)
    return lambda entry: entry.money.amount is not None and span.takes(entry.money.amount)


def _decimal(text: str, value: str) -> Decimal:
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        raise QueryError(f'amount:{value} is no amount: write 100.00, ">1000", "<=50" or 100..200.') from None


_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


def _period(value: str) -> Test:
    if not _MONTH.fullmatch(value):
        raise QueryError(f"period:{value} is no month: write it as 2025-09.")
    return lambda entry: entry.money.dated_on is not None and f"{entry.money.dated_on:%Y-%m}" == value


def _currency(value: str) -> Test:
    return lambda entry: (entry.money.currency or "").lower() == value.lower()


def _subsidiary(value: str) -> Test:
    return lambda entry: entry.money.subsidiary == value


SOURCES = ("stripe", "memo", "import", "internal")
"""Where a service period may come from (rule RR-48)."""


def _source(value: str) -> Test:
    wanted = _known("source", value, {each: each for each in SOURCES})
    return lambda entry: entry.source == wanted


def _assignee(value: str) -> Test:
    wanted = "" if value.lower() == "nobody" else value.lower()
    return lambda entry: (entry.remarks.assignee or "").lower() == wanted


def _tag(value: str) -> Test:
    return lambda entry: value.lower() in {tag.lower() for tag in entry.remarks.tags}


def _id(value: str) -> Test:
    return lambda entry: value in {entry.id, entry.internal_id, entry.root.id if entry.root else None}


def _text(value: str) -> Test:
    return lambda entry: value.lower() in entry.text.lower()


_TESTS: Mapping[str, Callable[[str], Test]] = {
    "state": _state,
    "kind": _kind,
    "code": _code,
    "customer": _customer,
    "amount": _amount,
    "period": _period,
    "currency": _currency,
    "subsidiary": _subsidiary,
    "source": _source,
    "assignee": _assignee,
    "tag": _tag,
    "id": _id,
    "text": _text,
}
