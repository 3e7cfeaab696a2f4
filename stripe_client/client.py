"""Reads a Stripe account: what changed since a cursor, and any family afresh."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import stripe

from stripe_client.cursor import Cursor, EventCursor, ListingCursor, from_text
from stripe_client.errors import ObjectMissing, ScopeMissing, WrongAccount
from stripe_client.event_walk import EventWalk, are_events_lost, newest_event_at
from stripe_client.listing import Listing
from stripe_client.lists import read_page
from stripe_client.objects import Changes, Plain, Read, Root, RootKind
from stripe_client.opening import OpenBalance, open_balances
from stripe_client.plain_objects import path_of, value_at
from stripe_client.price_book import PriceBook
from stripe_client.reading import Reading, unhinted
from stripe_client.referred import Referred
from stripe_client.survey import (
    CHARGES,
    CUSTOMERS,
    DISPUTES,
    DOCUMENTS,
    INVOICES,
    REFUNDS,
    Survey,
    Surveyed,
    SurveyPage,
)
from stripe_client.throttle import Throttle
from stripe_client.wire import API_VERSION, Wire

STRIPE_ADDRESS = "https://api.stripe.com"

OPEN_STATES = ("open", "uncollectible")
"""States of finalised invoices that are listed however old they are (rule A-10)."""

UNDER_WAY_SECONDS = 200 * 86_400
"""Longer than a refund or a dispute takes to be settled."""

BILLED = frozenset(RootKind) - {RootKind.CUSTOMER}
"""The roots that are always read."""


@dataclass(frozen=True, kw_only=True)
class Account:
    """The account that a key belongs to; `timezone` is its dashboard's, by IANA name."""

    id: str
    timezone: str | None
    livemode: bool


class Stripe:
    """One Stripe account, read through the official SDK with an own throttle. Nothing but metadata is changed there.

    All methods raise the errors of stripe_client.errors.
    """

    def __init__(
        self,
        api_key: str,
        *,
        account_id: str | None = None,
        api_base: str | None = None,
        start: date | None,
        timezone: str,
        customers: bool = False,
        lookback_days: int = 90,
        overlap_seconds: int = 600,
        requests_per_second: float = 20,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
        http_client: stripe.HTTPClient | None = None,
    ) -> None:
        """`start` is the first day in `timezone` of which documents are wanted, None for all there are.

        The first listing reaches back `lookback_days` before it. Events are reread `overlap_seconds` before the
        newest, as they become visible late. With `customers` those are roots too, billed or not. `clock` gives POSIX
        seconds.
        """
        self.account_id = account_id
        self._begin = None if start is None else _midnight(start - timedelta(days=lookback_days), timezone)
        self._kinds = frozenset(RootKind) if customers else BILLED
        self._overlap_seconds = overlap_seconds
        self._clock = clock
        self._livemode = "_live_" in api_key[:9]
        self._wire = Wire(
            api_key,
            api_base=api_base,
            throttle=Throttle(requests_per_second, sleep=sleep),
            sleep=sleep,
            http_client=http_client,
        )
        self._referred = Referred(self._wire)

    def __repr__(self) -> str:
        return f"Stripe(account_id={self.account_id!r}, requests_sent={self.requests_sent})"

    @property
    def api_version(self) -> str:
        """The version of Stripe's API that every request names."""
        return API_VERSION

    @property
    def requests_sent(self) -> int:
        """Requests to Stripe so far, every retry counted."""
        return self._wire.requests_sent

    @property
    def outcomes(self) -> Mapping[str, int]:
        """How requests were answered so far: `ok`, `busy`, `refused`, `unanswered`."""
        return self._wire.outcomes

    @property
    def seconds(self) -> float:
        """How long that took in all."""
        return self._wire.seconds

    def close(self) -> None:
        """Let go of this thread's connections."""
        self._wire.close()

    def account(self) -> Account:
        """The account of the key. Raises WrongAccount if another one is configured."""
        found = self.account_of_key()
        if self.account_id is not None and found.id != self.account_id:
            raise WrongAccount(expected=self.account_id, actual=found.id)
        return found

    def account_of_key(self) -> Account:
        """The account of the key, whichever is configured."""
        plain = self._wire.get("/v1/account")
        return Account(
            id=str(plain.get("id")),
            timezone=value_at(plain, "settings", "dashboard", "timezone"),
            livemode=self._livemode,
        )

    def unreadable(self, paths: Sequence[str]) -> tuple[ScopeMissing, ...]:
        """Of these lists (`/v1/invoices`), those that the key may not read. One request each."""
        return tuple(missing for path in paths if (missing := self._refused(path)) is not None)

    def _refused(self, path: str) -> ScopeMissing | None:
        try:
            self._wire.get(path, limit=1)
        except ScopeMissing as missing:
            return missing
        return None

    def newest_event_at(self) -> datetime | None:
        """When something last happened at Stripe, by its own clock; None where nothing did within thirty days."""
        moment = newest_event_at(self._wire)
        return datetime.fromtimestamp(moment, UTC) if moment else None

    def latest_invoices(self) -> Sequence[Plain]:
        """The last hundred invoices as Stripe lists them, the newest first."""
        return read_page(self._wire, "/v1/invoices").objects

    def changes(self, cursor: str | None) -> Iterator[Changes]:
        """Pages of families that may have changed since the cursor, each with the cursor after it.

        None begins the first listing (rule A-10): what was created since the lookback, and all draft, open and
        uncollectible invoices of any age. Its last page's cursor follows events from before it began.
        A cursor that was stored resumes where its page ended; behind a listing that was begun before this call follows
        what happened since then. If events since the cursor are gone, everything is
        listed again, and the pages say so (`events_lost`). Raises CursorUnknown for a text of others.
        """
        self._referred = Referred(self._wire)
        place = self._new_listing() if cursor is None else from_text(cursor)
        match place:
            case EventCursor() if are_events_lost(place, self._clock()):
                yield from self._listed(self._new_listing(again=True), was_begun=False)
            case EventCursor():
                yield from self._walk(place).changes()
            case ListingCursor():
                yield from self._listed(place, was_begun=cursor is not None)

    def _listed(self, place: ListingCursor, *, was_begun: bool) -> Iterator[Changes]:
        """The pages of a listing, and then all that happened meanwhile if it was begun long before this."""
        after: Cursor = place
        for changes in Listing(self._wire, place, begin=self._begin, kinds=self._kinds).changes():
            after = from_text(changes.cursor)
            yield changes
        if was_begun and isinstance(after, EventCursor):
            yield from self._walk(after).changes()

    def families(self, roots: Sequence[Root]) -> Iterator[Read]:
        """These families afresh, one for each root, invoices first."""
        yield from Reading(self._wire, PriceBook(self._wire)).families(unhinted(roots))

    def families_with_kin(self, roots: Mapping[Root, int | None]) -> Iterator[Read]:
        """These families afresh, and those of other roots whose records depend on what happened to them.

        Roots come with the POSIX second of their creation where it is known.
        """
        yield from Reading(self._wire, PriceBook(self._wire)).with_kin(roots)

    def objects(self, ids: Collection[str]) -> Mapping[str, Plain]:
        """Objects of any kind by their ids, each read once in a walk of `changes`; those that are gone are left out."""
        return self._referred.objects(ids)

    def final_objects(self, since: int | None = None) -> Iterator[Surveyed]:
        """Every finalised document that the first listing would have met, newest first by kind, read from lists alone.

        No cursor has a say in it. `since` is a POSIX second before which nothing is looked at.
        """
        begin = max((moment for moment in (self._begin, since) if moment is not None), default=None)
        survey = Survey(self._wire)
        for listed in DOCUMENTS.values():
            yield from (one for one in survey.all_of(listed, since=begin) if one.final)
        if since is None and begin is not None:
            yield from survey.older(INVOICES, begin, OPEN_STATES)

    def unsettled(self, since: int) -> Mapping[Root, int | None]:
        """The roots that may still change: invoices not paid, refunds and disputes under way, customers' balances.

        Also all that were created since a POSIX second. With each comes its creation where it is known.
        """
        survey, found = Survey(self._wire), dict[Root, int | None]()
        recent = (one for listed in (INVOICES, CHARGES) for one in survey.all_of(listed, since=since))
        old = survey.older(INVOICES, since, ("draft", *OPEN_STATES))
        begins = {REFUNDS: since - UNDER_WAY_SECONDS, DISPUTES: since - UNDER_WAY_SECONDS, CUSTOMERS: None}
        under_way = (
            one for listed, first in begins.items() for one in survey.all_of(listed, since=first) if one.unsettled
        )
        for one in (*recent, *old, *under_way):
            for root in one.roots:
                found[root] = one.created if root.id == one.id else found.get(root)
        return found

    def open_balances(self, moment: int) -> Iterator[OpenBalance]:
        """What was open at a moment (POSIX seconds): invoices, and customers' present balances."""
        return open_balances(self._wire, moment)

    def survey(self, kind: str, since: int, before: int) -> Iterator[Surveyed]:
        """The documents of a kind that were created in a stretch of time (POSIX seconds), from lists alone."""
        return Survey(self._wire).all_of(DOCUMENTS[kind], since=since, before=before)

    def survey_page(self, kind: str, place: str | None, since: int, before: int) -> SurveyPage:
        """One page of them, after a place that an earlier page named."""
        return Survey(self._wire).page(DOCUMENTS[kind], place, since=since, before=before)

    def set_metadata(self, kind: str, id_: str, metadata: Mapping[str, str]) -> bool:
        """Set these keys of an object's metadata; `kind` is its plural in Stripe's paths. False: it is gone."""
        try:
            self._wire.set_metadata(path_of(f"/v1/{kind}", id_), metadata)
        except ObjectMissing:
            return False
        return True

    def _new_listing(self, *, again: bool = False) -> ListingCursor:
        """The moment before anything is listed is Stripe's own: that of its newest event."""
        now = int(self._clock())
        began = min(newest_event_at(self._wire), now)
        return ListingCursor(events_since=max(0, began - self._overlap_seconds), begun_at=now, again=again)

    def _walk(self, cursor: EventCursor) -> EventWalk:
        return EventWalk(
            self._wire, cursor, overlap_seconds=self._overlap_seconds, now=self._clock(), kinds=self._kinds
        )


def _midnight(day: date, timezone: str) -> int:
    """The POSIX second at which a day begins."""
    return int(datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(timezone)).timestamp())
