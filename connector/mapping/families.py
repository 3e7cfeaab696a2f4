"""Maps all that a family's translation wants, and leaves out what a mapping excludes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from connector.mapping.application import Mapping
from connector.mapping.evaluation import Seen, Stopped
from connector.mapping.exclusions import exclusion_of
from connector.mapping.family_objects import FamilyObjects
from connector.translation.wanted import Block, Problem, Translation, WantedRecord
from stripe_client.objects import Family


@dataclass(frozen=True, kw_only=True)
class MappedFamily:
    """A family's translation with mapped records.

    `missing` are the ids of objects of Stripe that paths lead to and that the family does not hold: with them in its
    `fetched`, map it again.
    """

    translation: Translation
    missing: frozenset[str] = frozenset()


def map_family(translation: Translation, family: Family, mapping: Mapping) -> MappedFamily:
    """The translation with mapped records; what could not be mapped stops it as a problem (rule A-7).

    What is excluded has nothing in NetSuite; what is there already stays (rule A-11).
    """
    wanted = (*translation.records, *translation.shared)
    if not wanted or not (mapping.said.exclusions or any(map(mapping.concerns, wanted))):
        return MappedFamily(translation=translation)
    objects = FamilyObjects(family)
    match _exclusion(family, objects, mapping):
        case None:
            done = _mapped(translation, objects, mapping)
        case Stopped(code, values):
            done = _stopped(translation, [Problem(code=code, subject=translation.root.id, values=values)])
        case reason:
            done = replace(_idle(translation), skipped=reason)
    return MappedFamily(translation=done, missing=frozenset(objects.missing))


def _exclusion(family: Family, objects: FamilyObjects, mapping: Mapping) -> str | Stopped | None:
    if not mapping.said.exclusions:
        return None
    return exclusion_of(family, Seen(objects.of_root(), mapping.zone), mapping.said.exclusions)


def map_translation(translation: Translation, family: Family, mapping: Mapping) -> Translation:
    """The same, with what the family holds."""
    return map_family(translation, family, mapping).translation


def _mapped(translation: Translation, objects: FamilyObjects, mapping: Mapping) -> Translation:
    problems: list[Problem] = []
    blocks: list[Block] = []

    def each(wanted: WantedRecord) -> WantedRecord:
        if not mapping.concerns(wanted):
            return wanted
        done = mapping.apply(wanted, objects.of(wanted), objects.of_lines(wanted))
        problems.extend(done.problems)
        blocks.extend([done.blocked] if done.blocked else [])
        return done.wanted

    records = tuple(map(each, translation.records))
    shared = tuple(map(each, translation.shared))
    if problems:
        return _stopped(translation, problems)
    if blocks:
        return replace(_idle(translation), blocked=blocks[0])
    return replace(translation, records=records, shared=shared)


def _stopped(translation: Translation, problems: list[Problem]) -> Translation:
    return replace(_idle(translation), problems=(*translation.problems, *problems))


def _idle(translation: Translation) -> Translation:
    """Nothing is sent of it."""
    return replace(translation, records=(), applications=(), shared=(), pins={})
