"""What another mapping would make of the same families: which fields differ, what would fail, what would be mended."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from connector.translation.explained import NameOf, explained
from connector.translation.wanted import Problem, Translation, WantedRecord
from netsuite_client.records import Kind

_LINE = re.compile(r"^lines\[\d+\]\.")
_LINES_OF = {Kind.INVOICE: "invoice_item", Kind.CREDIT_MEMO: "credit_memo_item"}
"""What mappings call the lines of a record."""


@dataclass(frozen=True, kw_only=True)
class FieldDiffers:
    """A field of a record, named as mappings write it, with its value by the one and by the other; empty for none."""

    record: str
    field: str
    old: str
    new: str


@dataclass(frozen=True, kw_only=True)
class Idle:
    """An object of which only one of the two mappings sends anything, and why the other does not."""

    root: str
    why: str


@dataclass(kw_only=True)
class MappingDiff:
    """What two mappings make of the same families, in numbers and cases.

    `failing` has what fails by the new one alone, `mended` by the old one alone; `left_out` and `let_in` are objects
    that only the new one, or only the old one, excludes or blocks.
    """

    families: int = 0
    records: set[str] = field(default_factory=set)
    differing: dict[str, list[FieldDiffers]] = field(default_factory=dict)
    failing: list[Problem] = field(default_factory=list)
    mended: list[Problem] = field(default_factory=list)
    left_out: list[Idle] = field(default_factory=list)
    let_in: list[Idle] = field(default_factory=list)

    @property
    def fields(self) -> Sequence[tuple[str, int]]:
        """How many records differ in each field, the most frequent first."""
        counts = Counter(name for found in self.differing.values() for name in {each.field for each in found})
        return sorted(counts.items(), key=lambda each: (-each[1], each[0]))

    def examples(self, name: str, most: int) -> Sequence[FieldDiffers]:
        """A few records that differ in a field, each once."""
        found = (next((each for each in of if each.field == name), None) for of in self.differing.values())
        return [each for each in found if each][:most]

    def take(self, old: Translation, new: Translation, name_of: NameOf) -> None:
        """Compare what the two make of one family; a record that several families share counts once."""
        self.families += 1
        before, after = _values(old, name_of), _values(new, name_of)
        self.records |= before.keys() | after.keys()
        for name in before.keys() & after.keys():
            if found := list(_differences(name, before[name], after[name])):
                self.differing[name] = found
        self.failing += _only_in(new.problems, old.problems)
        self.mended += _only_in(old.problems, new.problems)
        if _why_idle(new) and not _why_idle(old):
            self.left_out.append(Idle(root=new.root.id, why=_why_idle(new)))
        if _why_idle(old) and not _why_idle(new):
            self.let_in.append(Idle(root=old.root.id, why=_why_idle(old)))


def compared(pairs: Iterable[tuple[Translation, Translation]], name_of: NameOf, records_max: int) -> MappingDiff:
    """The families one by one, until so many records were seen."""
    diff = MappingDiff()
    for old, new in pairs:
        if len(diff.records) >= records_max:
            break
        diff.take(old, new, name_of)
    return diff


def _values(one: Translation, name_of: NameOf) -> Mapping[str, Mapping[str, tuple[str, str]]]:
    """By record and by place in it: the field as mappings write it, and its value."""
    return {
        wanted.external_id: {
            line.field: (_field_name(wanted, line.field), line.value) for line in explained(wanted, name_of)
        }
        for wanted in (*one.shared, *one.records)
    }


def _field_name(wanted: WantedRecord, place: str) -> str:
    """`invoice.department_id`, and `invoice_item.klass_id` for a field of any line."""
    kind, name = wanted.record.KIND, _LINE.sub("", place)
    return f"{kind.value if name == place else _LINES_OF.get(kind, kind.value)}.{name}"


def _differences(
    record: str, old: Mapping[str, tuple[str, str]], new: Mapping[str, tuple[str, str]]
) -> Iterator[FieldDiffers]:
    for place in dict.fromkeys([*old, *new]):
        name = (old.get(place) or new[place])[0]
        before, after = (each.get(place, (name, ""))[1] for each in (old, new))
        if before != after:
            yield FieldDiffers(record=record, field=name, old=before, new=after)


def _only_in(these: Sequence[Problem], those: Sequence[Problem]) -> list[Problem]:
    """Problems of causes and subjects that the others do not have."""
    known = {(each.code, each.subject) for each in those}
    return [each for each in these if (each.code, each.subject) not in known]


def _why_idle(one: Translation) -> str:
    return one.skipped or (f"blocked by {one.blocked.by}" if one.blocked else "")
