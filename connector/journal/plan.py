"""Decides what a page of translations changes. Pure: it looks at what stands and never asks the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from connector.journal.content import is_linked, parts_of, parts_text
from connector.journal.made import kept
from connector.journal.schema import APPLICATION
from connector.journal.wishes import SETTLED, RootWish, Standing, Wish, changed_parts, event_for, shared_wish
from connector.lifecycle import Event, State, move, without_update
from stripe_client.objects import Root

NEW = 0
"""The id of an intent that the journal does not have yet."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The intents after a page, by external id; the wish behind each; and which of them changed how."""

    before: Mapping[str, Standing]
    after: Mapping[str, Standing]
    wishes: Mapping[str, Wish]
    left_out: frozenset[str]
    held: tuple[Standing, ...] = ()
    """What was not sent of roots that are skipped, blocked or in attention: it waits until they are wanted whole."""

    @property
    def new(self) -> tuple[Standing, ...]:
        """Intents to insert."""
        return tuple(standing for standing in self.after.values() if standing.id == NEW)

    @property
    def changed(self) -> tuple[Standing, ...]:
        """Intents of which anything is different."""
        return tuple(
            standing for key, standing in self.after.items() if standing.id != NEW and standing != self.before[key]
        )

    def became(self, state: State) -> frozenset[str]:
        """External ids that are in this state now and were not before."""
        return frozenset(s.external_id for s in self.changed if s.state is state is not self._was(s))

    def ceased(self, state: State) -> frozenset[str]:
        """External ids that were in this state before and are not now."""
        return frozenset(s.external_id for s in self.changed if s.state is not state is self._was(s))

    def _was(self, standing: Standing) -> State:
        return self.before[standing.external_id].state


def planned(pages: Sequence[RootWish], root_ids: Mapping[Root, int], standing: Iterable[Standing]) -> Plan:
    """What these translations make of the intents that stand: all that they want, and all that their roots own."""
    before = {intent.external_id: intent for intent in standing}
    after, wishes = dict(before), dict[str, Wish]()
    for page in pages:
        for wish in page.wishes:
            found = after.get(wish.external_id)
            shares = found is not None and (wish.shared or found.root_id is None)
            effective = shared_wish(found, wish) if found and shares else wish
            if effective is None:
                continue
            wishes[wish.external_id] = effective
            after[wish.external_id] = _wished(found, effective, root_ids[page.root])
    left_out = _left_out(pages, root_ids, after)
    for key in left_out:
        intent = after[key]
        after[key] = replace(intent, state=_left(intent), wanted=False)
    return Plan(before=before, after=after, wishes=wishes, left_out=left_out, held=tuple(_held(pages, root_ids, after)))


def _left(standing: Standing) -> State:
    """Where an intent goes that is left out; a linked record stays in NetSuite, for we did not bring it there."""
    in_netsuite = standing.kind != APPLICATION and standing.internal_id is not None
    before = without_update(standing.state) if in_netsuite else standing.state
    state = move(before, Event.LEAVE_OUT)
    there_before = is_linked(standing.content) or is_linked(standing.sent_content)
    return move(state, Event.WITHDRAW) if state is State.WITHDRAWING and there_before else state


def _wished(standing: Standing | None, wish: Wish, root_id: int) -> Standing:
    owner = None if wish.shared else root_id
    if standing is None:
        return Standing(
            id=NEW,
            kind=wish.kind,
            external_id=wish.external_id,
            sent_as=wish.sent_as or wish.external_id,
            state=State.INTENDED,
            digest=wish.digest,
            content=wish.content,
            root_id=owner,
            terms=wish.terms,
            copies=wish.copies,
            reverses=wish.reverses,
        )
    event = event_for(standing, wish)
    if event is None:
        return standing if standing.root_id == owner else replace(standing, root_id=owner)
    return replace(
        standing,
        kind=wish.kind,
        state=move(standing.state, event),
        digest=wish.digest,
        content=wish.content,
        root_id=owner,
        terms=wish.terms,
        wanted=True,
        copies=wish.copies,
        reverses=wish.reverses,
        updates=parts_text(parts_of(standing.updates) | changed_parts(standing, wish)),
    )


def _left_out(pages: Sequence[RootWish], root_ids: Mapping[Root, int], after: Mapping[str, Standing]) -> frozenset[str]:
    """What whole translations no longer want of what their roots own (rule A-11), and links that stood for a root."""
    wanted = {wish.external_id for page in pages for wish in page.wishes}
    wanted |= {key for page in pages for key in kept(page, after)}
    complete = {root_ids[page.root] for page in pages if page.complete}
    roots = {page.root.id for page in pages if page.state in {"wanted", "skipped"}}
    return frozenset(
        key
        for key, intent in after.items()
        if intent.wanted
        and key not in wanted
        and not _balances(intent, after)
        and (intent.root_id in complete or (key in roots and is_linked(intent.content)))
    )


def _balances(intent: Standing, after: Mapping[str, Standing]) -> bool:
    """Whether it reverses something that is still not wanted: no translation asks for that by itself."""
    reverses = after.get(intent.reverses or "")
    return intent.reverses is not None and (reverses is None or not reverses.wanted)


def countered(reverses: Standing, wishes: Sequence[Wish], standing: Iterable[Standing]) -> Plan:
    """What the counter-record of an intent makes of the intents that stand, of which there may be an older one."""
    before = {intent.external_id: intent for intent in standing}
    owner = reverses.root_id or 0
    after = before | {wish.external_id: _wished(before.get(wish.external_id), wish, owner) for wish in wishes}
    return Plan(before=before, after=after, wishes={wish.external_id: wish for wish in wishes}, left_out=frozenset())


def _held(pages: Sequence[RootWish], root_ids: Mapping[Root, int], after: Mapping[str, Standing]) -> Iterator[Standing]:
    """What waits with a root that is not wanted whole (rules A-7, I-5), and the record of the object that blocks it."""
    idle = {root_ids[page.root] for page in pages if not page.complete}
    wanted = {wish.external_id for page in pages for wish in page.wishes}
    blocking = {page.blocked_by for page in pages}
    for key, intent in after.items():
        waits_with_root = intent.root_id in idle and key not in wanted
        made_of_blocking = intent.root_id is None and key in blocking
        if intent.id != NEW and (waits_with_root or made_of_blocking) and intent.state not in SETTLED:
            yield intent
