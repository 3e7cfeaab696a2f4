"""Expansion: which fields a request may ask to see in whole, and the objects put in their place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from stripe_client.emulator.book import Book
from stripe_client.emulator.errors import Refusal
from stripe_client.emulator.reading import Stored, envelope
from stripe_client.emulator.shapes import SHAPES
from stripe_client.emulator.shapes.fields import (
    Absent,
    Array,
    Embedded,
    Field,
    Fields,
    Members,
    Nested,
    Plain,
    Reference,
    Type,
)

DEPTH_MAX = 4

Tree: TypeAlias = dict[str, "Tree"]


def expansion_tree(paths: Iterable[str], kind: str, *, of_list: bool) -> Tree:
    """The paths of `expand` as a tree below one object of `kind`. Refuses what Stripe cannot expand there."""
    tree: Tree = {}
    for path in paths:
        names = path.split(".")
        if len(names) > DEPTH_MAX:
            raise Refusal(
                400, f"You cannot expand more than {DEPTH_MAX} levels of a property. Property: {path}", param="expand"
            )
        below = names[1:] if of_list and names[0] == "data" else names
        if (of_list and names[0] != "data") or not below or not _can_expand(SHAPES[kind].fields, below):
            raise Refusal(400, f"This property cannot be expanded ({path}).", param="expand")
        branch = tree
        for name in below:
            branch = branch.setdefault(name, {})
    return tree


def _can_expand(fields: Fields, names: list[str]) -> bool:
    rule = fields.get(names[0])
    if rule is None:
        return False
    if len(names) == 1:
        return rule.absent is Absent.ON_DEMAND or _is_expandable(rule.type)
    return any(_can_expand(below, names[1:]) for below in _fields_below(rule.type))


def _is_expandable(kind: Type) -> bool:
    match kind:
        case Reference(expandable=expandable):
            return expandable
        case Array(of):
            return _is_expandable(of)
        case Members():
            return True
        case _:
            return False


def _fields_below(kind: Type) -> list[Fields]:
    """The fields of what stands at a place once it is expanded; several where it may be of several kinds."""
    match kind:
        case Reference(kinds, expandable=True):
            return [SHAPES[name].fields for name in kinds if name in SHAPES]
        case Embedded(name):
            return [SHAPES[name].fields]
        case Nested(shape):
            return [shape.fields]
        case Array(of):
            return _fields_below(of)
        case Members(kind=name) if name in SHAPES:
            return [{"data": Field(type=Nested(SHAPES[name]), absent=None)}]
        case _:
            return []


def _paid_off_stripe(book: Book, invoice: Stored) -> object:
    """Σ of an invoice's payments that are only recorded at Stripe."""
    payments = book.shelves["invoice_payment"].newest_first_by(("invoice",), invoice.id)
    return sum(_amount_off_stripe(payment.served) for payment in payments)


def _amount_off_stripe(payment: Plain) -> int:
    paid, means = payment.get("amount_paid"), payment.get("payment")
    off_stripe = isinstance(means, dict) and means.get("type") == "payment_record"
    return paid if off_stripe and isinstance(paid, int) and payment.get("status") == "paid" else 0


_COMPUTED: Mapping[tuple[str, str], Callable[[Book, Stored], object]] = {
    ("invoice", "amount_paid_off_stripe"): _paid_off_stripe,
}


class Expansion:
    """Shows objects with the branches of a tree expanded; what is stored stays as it is."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def show(self, stored: Stored, tree: Tree) -> Plain:
        """The object as served, with what `tree` names in place."""
        if not tree or stored.deleted:
            return stored.served
        shown = dict(stored.served)
        fields = SHAPES[stored.kind].fields
        for name, below in tree.items():
            if name in fields:
                self._show_field(shown, stored, name, fields[name], below)
        return shown

    def show_member(self, kind: str, member: Plain, tree: Tree) -> Plain:
        """The same for a member of a nested list."""
        return self._inside(SHAPES[kind].fields, member, tree) if tree else member

    def _show_field(self, shown: Plain, stored: Stored, name: str, rule: Field, below: Tree) -> None:
        if isinstance(rule.type, Members):
            shown[name] = self._members(stored, name, rule.type, below.get("data", {}))
        elif rule.absent is not Absent.ON_DEMAND:
            shown[name] = self._value(rule.type, shown.get(name), below)
        elif name in stored.hidden:
            shown[name] = stored.hidden[name]
        elif (stored.kind, name) in _COMPUTED:
            shown[name] = _COMPUTED[stored.kind, name](self._book, stored)

    def _members(self, stored: Stored, name: str, kind: Members, below: Tree) -> Plain:
        """The first members of a nested list; those with a list of their own are looked up there."""
        url = kind.path.format(id=stored.id)
        if kind.key is not None:
            own = self._book.shelves[kind.kind].newest_first_by((kind.key,), stored.id)
            return envelope(own, url, show=lambda member: self.show(member, below))
        members = stored.members.get(name, [])
        if kind.kind not in SHAPES or not below:
            return envelope(members, url, show=lambda member: member)
        return envelope(members, url, show=lambda member: self.show_member(kind.kind, member, below))

    def _value(self, kind: Type, value: object, below: Tree) -> object:
        match kind, value:
            case Reference(kinds), str(name):
                return self._referred(kinds, name, below)
            case Array(of), list(members):
                return [self._value(of, member, below) for member in members]
            case Nested(shape), dict(plain):
                return self._inside(shape.fields, plain, below)
            case Embedded(name), dict(plain):
                return self._inside(SHAPES[name].fields, plain, below)
            case _:
                return value

    def _referred(self, kinds: tuple[str, ...], name: str, below: Tree) -> object:
        """The object of an id. Objects of kinds that a book does not hold stay ids."""
        for kind in kinds:
            stored = self._book.find(kind, name) if kind in SHAPES else None
            if stored is not None:
                return self.show(stored, below)
        return name

    def _inside(self, fields: Fields, plain: Plain, tree: Tree) -> Plain:
        shown = dict(plain)
        for name, below in tree.items():
            if name in fields and name in plain:
                shown[name] = self._value(fields[name].type, plain[name], below)
        return shown
