"""Translates families once more that were read before, with other mappings, without asking Stripe or NetSuite."""

from __future__ import annotations

from collections.abc import Collection as Ids
from collections.abc import Iterable, Iterator, Mapping, Sequence

from connector.collection import Collection, Mapper
from connector.ports import IntentJournal
from connector.translation.rules import Rules
from connector.translation.wanted import Translation
from stripe_client.objects import Changes, Family, Plain, Read, Root


def replayed(
    families: Iterable[Family], journal: IntentJournal, rules: Rules, mappers: Sequence[Mapper]
) -> Iterator[tuple[Translation, ...]]:
    """What each mapping makes of each family; what its paths lead to is missing unless it was kept with the family."""
    collections = [
        Collection(source=_Nobody(), journal=journal, rules=rules, mapper=mapper, run_id=0) for mapper in mappers
    ]
    for family in families:
        yield tuple(collection.translations([family])[0] for collection in collections)


class _Nobody:
    """A Stripe that knows nothing more."""

    def changes(self, cursor: str | None) -> Iterator[Changes]:  # noqa: ARG002 - as every source has it
        """None."""
        return iter(())

    def families(self, roots: Sequence[Root]) -> Iterator[Read]:  # noqa: ARG002 - as every source has it
        """None."""
        return iter(())

    def families_with_kin(self, roots: Mapping[Root, int | None]) -> Iterator[Read]:  # noqa: ARG002 - as every source has it
        """None."""
        return iter(())

    def objects(self, ids: Ids[str]) -> Mapping[str, Plain]:  # noqa: ARG002 - as every source has it
        """None."""
        return {}
