"""Collects what changed at Stripe: read afresh, translate, map, and leave it in the journal as intents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice

import structlog

from connector.mapping.by_hand import decided_by_hand, with_values
from connector.mapping.families import MappedFamily
from connector.ports import Intended, IntentJournal, Source
from connector.recent import Recent
from connector.translation.face import face_of
from connector.translation.own_links import named_records, without
from connector.translation.rules import Rules
from connector.translation.translate import prices_of, translate
from connector.translation.wanted import Problem, Translation
from stripe_client.objects import Changes, Family, Plain, Read, Root

log = structlog.get_logger()

ROOTS_PER_PAGE = 100


FOLLOWED_MAX = 4
"""References that a mapping's path may follow out of a family, one behind the other."""

Mapper = Callable[[Translation, Family], MappedFamily]
"""What partners' mappings make of a translation, and which objects of Stripe they would have to see for that."""

Progress = Callable[[Changes, Intended], None]
"""Told after each page: what was looked through and what it changed."""


@dataclass(frozen=True, kw_only=True)
class Collection:
    """Reads Stripe and leaves intents. Stop it anywhere: the cursor moves only with its page."""

    source: Source
    journal: IntentJournal
    rules: Rules
    mapper: Mapper
    run_id: int
    recent: Recent = field(default_factory=Recent)

    def collect(self) -> Iterator[tuple[Changes, Intended]]:
        """Take in everything that changed since the cursor, and what waits for it, page by page."""
        for changes in self.source.changes(self.journal.cursor()):
            read = {family.root for family in changes.families}
            waiting = self.journal.roots_to_read_again(changes.touched, frozenset(root.id for root in read))
            again = [root for root in waiting if root not in read]
            families = [*changes.families, *self.source.families(again)]
            intended = self.journal.intend(self.translations(families), changes.cursor, self.run_id)
            yield changes, intended

    def keep_recent(self) -> None:
        """Leave the families that were read last in the journal, so that a mapping can be tried on them."""
        self.journal.keep_families(self.recent)

    def read_again(self, roots: Sequence[Root]) -> Iterator[Intended]:
        """Read these roots afresh and compare; the cursor stays."""
        for page in _pages(roots):
            families = tuple(self.source.families(page))
            yield self.journal.intend(self.translations(families), None, self.run_id)

    def read_with_kin(self, roots: Mapping[Root, int | None]) -> Iterator[Intended]:
        """Read these roots afresh, and what depends on what happened to them; the cursor stays."""
        for page in _pages(list(roots)):
            families = tuple(self.source.families_with_kin({root: roots[root] for root in page}))
            yield self.journal.intend(self.translations(families), None, self.run_id)

    def translations(self, families: Iterable[Read]) -> list[Translation]:
        """What each family should be in NetSuite, mapped; decisions of one page hold within it (rule C-5)."""
        families = self._without_own_links(list(families))
        pins = dict(self.journal.pins([price for family in families for price in prices_of(family)]))
        translations = []
        for family in families:
            translation = _careful(family.root, partial(translate, family, self.rules, pins))
            for price, item in translation.pins.items():
                pins.setdefault(price, item)
            translations.append(translation)
        given = self.journal.by_hand()
        decided = [decided_by_hand(each, given) for each in translations] if given else translations
        told = self._mapped(decided, families)
        told = [with_values(each, given) for each in told] if given else told
        return [_recognisable(one, read, self.rules) for one, read in zip(told, families, strict=True)]

    def _mapped(self, translations: Sequence[Translation], families: Sequence[Read]) -> list[Translation]:
        """Each translation mapped, with the objects of Stripe that its paths lead to, each asked for once."""
        pages = [
            _Mapped(translation, read, self.mapper) for translation, read in zip(translations, families, strict=True)
        ]
        asked: set[str] = set()
        for _ in range(FOLLOWED_MAX):
            wanted = {id_ for page in pages for id_ in page.missing} - asked
            if not wanted:
                break
            asked |= wanted
            found = self.source.objects(wanted)
            for page in pages:
                page.take(found)
        self.recent.take(page.read for page in pages if isinstance(page.read, Family))
        return [page.translation for page in pages]

    def _without_own_links(self, families: list[Read]) -> list[Read]:
        """What we told Stripe of a record is no word of a person: it links nothing (rules I-4, I-6)."""
        named = {each for family in families for each in named_records(family)}
        own = self.journal.own_links(named) if named else frozenset()
        return [without(family, own) for family in families] if own else families


class _Mapped:
    """A family's translation on its way through the mapping."""

    def __init__(self, translation: Translation, read: Read, mapper: Mapper) -> None:
        self._plain, self.read, self._mapper = translation, read, mapper
        self.translation, self.missing = translation, frozenset[str]()
        self._map()

    def take(self, found: Mapping[str, Plain]) -> None:
        """Map it again if it lacks any of these objects."""
        known = {id_: found[id_] for id_ in self.missing if id_ in found}
        if known and isinstance(self.read, Family):
            self.read = replace(self.read, fetched={**self.read.fetched, **known})
            self._map()

    def _map(self) -> None:
        if isinstance(self.read, Family):
            self.translation = _careful(self.read.root, partial(self._mapped, self.read))

    def _mapped(self, family: Family) -> Translation:
        done = self._mapper(self._plain, family)
        self.missing = done.missing
        return done.translation


def _recognisable(translation: Translation, read: Read, rules: Rules) -> Translation:
    """What makes no record is known to people by what Stripe says of it."""
    return translation if translation.records else replace(translation, face=face_of(read, rules.timezone))


def _careful(root: Root, work: Callable[[], Translation]) -> Translation:
    """A mistake of ours in one family is a problem of that family, and the others go on (INT-900)."""
    try:
        return work()
    except Exception as error:  # every exception here is ours
        log.exception("our mistake", root=root.id)
        values = {"message": f"{type(error).__name__} in {root.id}"}
        return Translation(root=root, problems=(Problem(code="OUR_MISTAKE", subject=root.id, values=values),))


def _pages(roots: Sequence[Root]) -> Iterator[tuple[Root, ...]]:
    waiting = iter(roots)
    while page := tuple(islice(waiting, ROOTS_PER_PAGE)):
        yield page
