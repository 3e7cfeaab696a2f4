"""Collects what changed at Stripe: read afresh, translate, map, and leave it in the journal as intents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import structlog

from connector.ports import Intended, IntentJournal, Source
from connector.translation.own_links import named_records, without
from connector.translation.rules import Rules
from connector.translation.translate import prices_of, translate
from connector.translation.wanted import Problem, Translation
from stripe_client.objects import Changes, Family, Read, Root

log = structlog.get_logger()

ROOTS_PER_PAGE = 100


Mapper = Callable[[Translation, Family], Translation]
"""What partners' mappings make of a translation; which records there are stays the same."""

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

    def collect(self) -> Iterator[tuple[Changes, Intended]]:
        """Take in everything that changed since the cursor, and what waits for it, page by page."""
        for changes in self.source.changes(self.journal.cursor()):
            read = {family.root for family in changes.families}
            waiting = self.journal.roots_to_read_again(changes.touched, frozenset(root.id for root in read))
            again = [root for root in waiting if root not in read]
            families = [*changes.families, *self.source.families(again)]
            intended = self.journal.intend(self.translations(families), changes.cursor, self.run_id)
            yield changes, intended

    def read_again(self, roots: Sequence[Root]) -> Iterator[Intended]:
        """Read these roots afresh and compare; the cursor stays."""
        for page in _pages(roots):
            families = tuple(self.source.families(page))
            yield self.journal.intend(self.translations(families), None, self.run_id)

    def translations(self, families: Iterable[Read]) -> list[Translation]:
        """What each family should be in NetSuite, mapped; decisions of one page hold within it (rule C-5)."""
        families = self._without_own_links(list(families))
        pins = dict(self.journal.pins([price for family in families for price in prices_of(family)]))
        translations = []
        for family in families:
            translation = self._translation(family, pins)
            pins = {**translation.pins, **pins}
            translations.append(translation)
        return translations

    def _without_own_links(self, families: list[Read]) -> list[Read]:
        """What we told Stripe of a record is no word of a person: it links nothing (rules I-4, I-6)."""
        named = {each for family in families for each in named_records(family)}
        own = self.journal.own_links(named) if named else frozenset()
        return [without(family, own) for family in families] if own else families

    def _translation(self, read: Read, pins: Mapping[str, str]) -> Translation:
        """A mistake of ours in one family is a problem of that family, and the others go on (INT-900)."""
        try:
            translation = translate(read, self.rules, pins)
            return self.mapper(translation, read) if isinstance(read, Family) else translation
        except Exception as error:  # every exception here is ours
            log.exception("our mistake", root=read.root.id)
            values = {"message": f"{type(error).__name__} in {read.root.id}"}
            return Translation(
                root=read.root, problems=(Problem(code="OUR_MISTAKE", subject=read.root.id, values=values),)
            )


def _pages(roots: Sequence[Root]) -> Iterator[tuple[Root, ...]]:
    waiting = iter(roots)
    while page := tuple(islice(waiting, ROOTS_PER_PAGE)):
        yield page
