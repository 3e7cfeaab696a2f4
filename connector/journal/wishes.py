"""What a translation asks of the journal, as values that compare by digest, and what that means for what stands."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from operator import attrgetter

from connector.journal.content import (
    application_text,
    copies_text,
    digest,
    match_of,
    record_of,
    record_text,
    terms_text,
)
from connector.journal.faces import Money, money_of
from connector.journal.schema import APPLICATION
from connector.lifecycle import LEAVING, Event, State
from connector.translation.wanted import (
    Application,
    CounterRecord,
    Linked,
    Match,
    Origin,
    Problem,
    Translation,
    WantedRecord,
    references,
)
from netsuite_client.records import Customer, Payer, Record, Ref, part
from stripe_client.objects import Root


@dataclass(frozen=True, kw_only=True)
class Wish:
    """One intent that a translation wants. `needs` are the external ids that must be accepted before it.

    `updatable` are the parts that are compared and sent after acceptance too (rule A-3). `sent_as` is the name that
    NetSuite is told, where that is another one from the start. `origins` tell where its values come from.
    """

    kind: str
    external_id: str
    content: str
    digest: str
    needs: frozenset[str]
    terms: str | None = None
    updatable: frozenset[str] = frozenset()
    shared: bool = False
    payer: str | None = None
    payee: str | None = None
    copies: str | None = None
    reverses: str | None = None
    sent_as: str | None = None
    money: Money = field(default_factory=Money, compare=False)
    origins: Mapping[str, Origin] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class RootWish:
    """A whole translation as wishes. Equal digests mean that nothing at all is different."""

    translation: Translation
    wishes: tuple[Wish, ...]
    digest: str

    @property
    def root(self) -> Root:
        """Whose translation it is."""
        return self.translation.root

    @property
    def state(self) -> str:
        """The root's own state: skipped has nothing to do, blocked waits for a flag, attention for a person."""
        if self.translation.skipped is not None:
            return "skipped"
        if self.translation.blocked is not None:
            return "blocked"
        return "attention" if self.translation.problems else "wanted"

    @property
    def reason(self) -> str | None:
        """Why the root has nothing to do: the words of a skip, the cause of a block."""
        blocked = self.translation.blocked
        return self.translation.skipped or (blocked.code if blocked else None)

    @property
    def blocked_by(self) -> str | None:
        """The object whose flag holds the root back (rule I-5)."""
        return self.translation.blocked.by if self.state == "blocked" and self.translation.blocked else None

    @property
    def complete(self) -> bool:
        """Whether what is not in it is no longer wanted (rule A-11)."""
        return self.state == "wanted"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """An intent as the journal has it now; `updates` are the parts that NetSuite is still to be told of."""

    id: int
    kind: str
    external_id: str
    sent_as: str
    state: State
    digest: str
    content: str
    root_id: int | None
    terms: str | None = None
    wanted: bool = True
    sent_content: str | None = None
    copies: str | None = None
    reverses: str | None = None
    internal_id: str | None = None
    updates: str | None = None


class SharedWishes:
    """The wishes for what several translations of a page share, each made once while they agree on it."""

    def __init__(self) -> None:
        self._made: dict[str, tuple[WantedRecord, Wish]] = {}

    def of(self, wanted: WantedRecord) -> Wish:
        """The wish for a shared record."""
        before = self._made.get(wanted.external_id)
        if before is None or _asked(before[0]) != _asked(wanted):
            before = self._made[wanted.external_id] = wanted, _record_wish(wanted, frozenset(), shared=True)
        return before[1]


_asked = attrgetter("record", "match", "copies", "terms", "updatable")
"""What a wish is made of: not where the record's values came from."""


def root_wish(translation: Translation, shared: SharedWishes) -> RootWish:
    """The translation in the journal's own form."""
    wishes = tuple(_wishes(translation, shared))
    parts = [_fingerprint(wish) for wish in wishes]
    rest = json.dumps(
        [
            translation.skipped,
            [translation.blocked.code, translation.blocked.by] if translation.blocked else None,
            sorted(translation.depends_on),
            sorted(translation.pins.items()),
            sorted(map(_said, translation.problems)),
            sorted(map(_said, translation.findings)),
        ]
    )
    return RootWish(translation=translation, wishes=wishes, digest=digest(*sorted(parts), rest))


def _fingerprint(wish: Wish) -> str:
    return "".join([wish.external_id, wish.digest, "s" if wish.shared else "", *sorted(wish.updatable)])


def _said(problem: Problem) -> list[object]:
    return [problem.code, problem.subject, sorted(problem.values.items())]


def _wishes(translation: Translation, shared: SharedWishes) -> Iterable[Wish]:
    payees: dict[str, set[str]] = {}
    for application in translation.applications:
        payees.setdefault(_key(application)[0], set()).update(_needed(application.payee.external_id))
    yield from map(shared.of, translation.shared)
    for wanted in translation.records:
        applied_to = payees.get(wanted.external_id, ()) if isinstance(wanted.record, Payer) else ()
        yield _record_wish(wanted, applied_to, shared=False)
    yield from map(_application_wish, translation.applications)


def _record_wish(wanted: WantedRecord, applied_to: Collection[str], *, shared: bool) -> Wish:
    """A payer also needs what it is used on, so that its applications travel inside its add; a memo what it copies."""
    kind, content = wanted.record.KIND.value, record_text(wanted.record, wanted.match)
    referred = {ref.external_id for ref in references(wanted.record) if ref.external_id}
    referred |= {copy.invoice for copy in wanted.copies if copy}
    copies = copies_text(wanted.copies)
    return Wish(
        kind=kind,
        external_id=wanted.external_id,
        content=content,
        digest=record_digest(kind, content, copies),
        needs=frozenset(referred | set(applied_to)),
        terms=terms_text(wanted.terms),
        updatable=wanted.updatable,
        shared=shared,
        copies=copies,
        money=money_of(wanted.record),
        origins=wanted.origins,
    )


def _application_wish(application: Application) -> Wish:
    content = application_text(application)
    payer, payee = _key(application)
    return Wish(
        kind=APPLICATION,
        external_id=application.external_id,
        content=content,
        digest=application_digest(application),
        needs=frozenset(_needed(application.payer.external_id, application.payee.external_id)),
        payer=payer,
        payee=payee,
        money=money_of(application),
    )


def counter_wishes(counter: CounterRecord, reverses: str) -> tuple[Wish, Wish]:
    """What balances an intent, which is in NetSuite and not wanted there: only the counter-record must come first."""
    record = _record_wish(counter.record, (), shared=False)
    use = _application_wish(counter.application)
    return replace(record, reverses=reverses), replace(use, reverses=reverses, needs=frozenset({record.external_id}))


def record_digest(kind: str, content: str, copies: str | None = None) -> str:
    """Equal for records that are equal in everything."""
    return digest(kind, content, *filter(None, [copies]))


def application_digest(application: Application) -> str:
    """Equal for applications of the same amount: nothing else of one can be updated."""
    return digest(APPLICATION, format(application.amount.normalize(), "f"), application.currency)


def _key(application: Application) -> tuple[str, str]:
    payer, payee = application.payer, application.payee
    return payer.external_id or str(payer.internal_id), payee.external_id or str(payee.internal_id)


def _needed(*external_ids: str | None) -> set[str]:
    return {external_id for external_id in external_ids if external_id}


def event_for(standing: Standing, wish: Wish) -> Event | None:
    """What a wish means for the intent that stands; None: nothing. What was left out before is wanted again."""
    if wish.digest == standing.digest:
        return None if standing.wanted else Event.CHANGE
    return Event.CHANGE_UPDATABLE if wish.kind == APPLICATION or changed_parts(standing, wish) else Event.CHANGE


def changed_parts(standing: Standing, wish: Wish) -> frozenset[str]:
    """The parts of a record that are sent after acceptance too and are different (rules A-3, V-13)."""
    if not wish.updatable or wish.digest == standing.digest or wish.kind != standing.kind:
        return frozenset()
    match record_of(standing.kind, standing.content), record_of(wish.kind, wish.content):
        case (Linked(), _) | (_, Linked()):
            return frozenset()
        case before, after:
            return frozenset(name for name in wish.updatable if part(before, name) != part(after, name))


SETTLED = frozenset({State.ACCEPTED, *LEAVING, State.WITHDRAWN, State.REVERSED, State.ROLLED_BACK})
"""Where a shared record no longer follows what the newest translation says of it: the first content won."""


def shared_wish(standing: Standing, wish: Wish) -> Wish | None:
    """What a shared record should be, seen from what stands; None: the first content won (rule A-3).

    A customer keeps the currencies that other roots asked for, and gains later ones where that is updatable (C-1).
    """
    if standing.wanted and standing.state in SETTLED - {State.ACCEPTED}:
        return None
    if standing.wanted and standing.internal_id is not None:
        return _with_later_currencies(standing, wish)
    if wish.digest == standing.digest:
        return wish
    match record_of(standing.kind, standing.content), record_of(wish.kind, wish.content):
        case Customer() as first, Customer() as newer:
            return _with_content(wish, with_currencies(newer, first), match_of(wish.content))
        case _:
            return wish


def _with_later_currencies(standing: Standing, wish: Wish) -> Wish | None:
    """A customer that NetSuite has stays as it was but for currencies."""
    if wish.digest == standing.digest or "currencies" not in wish.updatable:
        return None
    match record_of(standing.kind, standing.content), record_of(wish.kind, wish.content):
        case Customer() as first, Customer() as newer:
            seen = with_currencies(newer, first).currencies
            return _with_content(wish, replace(first, currencies=seen), match_of(standing.content))
        case _:
            return None


def _with_content(wish: Wish, record: Record, sought: Match | None) -> Wish:
    content = record_text(record, sought)
    return replace(wish, content=content, digest=record_digest(wish.kind, content), money=money_of(record))


def with_currencies(newer: Customer, first: Customer) -> Customer:
    """The newer customer with the currencies of both, those of the first one first.

    Its own is the one that NetSuite has longest, so that the order in which they are seen decides nothing.
    """
    seen = tuple(dict.fromkeys((*first.currencies, *newer.currencies)))
    own = min((each for each in (first.currency, newer.currency) if each), key=_age, default=None)
    return replace(newer, currency=own, currencies=seen)


def _age(currency: Ref) -> tuple[int, str]:
    """Internal ids are numbers that grow."""
    number = currency.internal_id or ""
    return len(number), number
