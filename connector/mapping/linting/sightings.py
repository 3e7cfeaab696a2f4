"""Whether the paths of a mapping lead anywhere in recent objects of Stripe's, and what was meant where none does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from connector.located import Message, Place, did_you_mean
from connector.mapping.catalogue import CAUSE, CAUSES, KINDS
from connector.mapping.entries import FieldDefault, FieldEntry, FieldMapping, FirstOf, Said
from connector.mapping.expressions.paths import Objects, Path
from connector.mapping.family_objects import FamilyObjects
from connector.mapping.linting.places import Places
from stripe_client.objects import Family


@dataclass(frozen=True)
class _Sought:
    """A path that an entry of a kind reads from an object of this name, and where it says so."""

    path: Path
    kind: str
    root: str
    place: Place


def unseen_paths(said: Said, families: Iterable[Family], places: Places) -> Iterator[Message]:
    """MAP-150: paths at which no recent object of the kind has anything, with what resembles them there.

    What leads out of the families cannot be known and is not counted.
    """
    recent = list(families)
    sought = list(dict.fromkeys(each for entry in said.entries for each in _sought(entry, places))) if recent else []
    views = {kind: _views(kind, recent) for kind in {each.kind for each in sought}}
    for each in sought:
        looked = [found for view in views[each.kind] if (found := _looked(each, view)) is not None]
        if looked and not any(looked):
            text = f"{each.path.text} was found on 0 of {len(looked)} recent objects of {each.kind}"
            hint = _near_miss(each, views[each.kind])
            yield Message(code="MAP-150", text=text, place=each.place, hint=hint, severity="warning")


def _sought(entry: FieldEntry, places: Places) -> Iterator[_Sought]:
    if isinstance(entry, FieldDefault):
        return
    if isinstance(entry, FieldMapping):
        reading = entry.reading
        paths = reading.paths if isinstance(reading, FirstOf) else [each.path for each in reading.paths]
        for path in paths:
            yield _Sought(path, entry.kind.name, entry.kind.root, places.within(entry.place, path.text))
    for placed in entry.when.condition.paths if entry.when else ():
        place = places.within(entry.when.place, placed.path.text) if entry.when else None
        if place is not None:
            yield _Sought(placed.path, entry.kind.name, entry.kind.root, place)


def _views(kind: str, families: Sequence[Family]) -> Sequence[Objects]:
    """Each object that a record of the kind can be made of, once, however many families share it."""
    views = (view for family in families for view in FamilyObjects(family).of_kind(kind))
    return list({(_id_of(view, KINDS[kind].root), _id_of(view, CAUSE)): view for view in views}.values())


def _id_of(view: Objects, root: str) -> str:
    plain = view.named.get(root)
    return str(plain.get("id")) if isinstance(plain, Mapping) else str(plain)


def _looked(sought: _Sought, view: Objects) -> bool | None:
    """Whether something stands at the path; None where that cannot be seen, or the path is for another cause."""
    if sought.path.steps[0] in CAUSES and sought.path.steps[0] not in view.named:
        return None
    seen = replace(view, missing=set())
    found = sought.path.read(seen, sought.root) is not None
    return found if found or not seen.missing else None


def _near_miss(sought: _Sought, views: Sequence[Objects]) -> str:
    """The key beside the one that is missing that resembles it most, and on how many objects it stands."""
    beside = Counter(each for view in views for each in _beside(sought, view))
    for number in range(len(sought.path.steps) - 1, -1, -1):
        step, known = sought.path.steps[number], [key for depth, key in beside if depth == number]
        near = did_you_mean(step, known) if isinstance(step, str) else ""
        if near:
            key = near.split('"')[1]
            written = f"{sought.path.before(number)}.{key}".removeprefix(".")
            return f'did you mean "{written}"? It stands on {beside[number, key]} of {len(views)}'
    return ""


def _beside(sought: _Sought, view: Objects) -> Iterator[tuple[int, str]]:
    """The keys that stand where the path leads no further, and how many steps that is in."""
    steps = sought.path.steps
    for number in range(len(steps) - 1, -1, -1):
        here = _object_before(sought, number, replace(view, missing=set()))
        if isinstance(here, Mapping):
            yield from ((number, key) for key, value in here.items() if value is not None)
            return


def _object_before(sought: _Sought, number: int, view: Objects) -> object:
    if number == 0:
        return view.named.get(sought.root)
    before = sought.path.steps[:number]
    return Path(text=sought.path.before(number), steps=before).read(view, sought.root)
