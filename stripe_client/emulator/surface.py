"""Answers one request to Stripe's API from a book: a pure function of the request, the book and the time."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from stripe_client.emulator.account import TIMEZONE, account_object
from stripe_client.emulator.book import Book
from stripe_client.emulator.endpoints import (
    ENDPOINTS,
    PAGING,
    AccountRetrieval,
    Endpoint,
    Listing,
    MemberListing,
    Retrieval,
    find_endpoint,
)
from stripe_client.emulator.errors import Refusal, missing, unknown_parameter, unrecognized_url
from stripe_client.emulator.expansion import Expansion, expansion_tree
from stripe_client.emulator.metadata import CHANGEABLE, read_metadata, with_metadata
from stripe_client.emulator.paging import Page, page_of
from stripe_client.emulator.parameters import Filter, Query, listed, parse_query
from stripe_client.emulator.reading import Stored
from stripe_client.emulator.shapes.fields import Plain

API_VERSION = "2026-10-28.endive"
EVENT_DAYS = 30
_DAY_SECONDS = 86_400
_SHOWN_WHEN_DELETED = frozenset({"customer"})


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a request says, with lower-case header names."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: str = ""


@dataclass(frozen=True, kw_only=True)
class Keys:
    """Whom the emulator lets in, to which account, and to which resources ("invoices", "events", …) not."""

    api_key: str
    account: str
    refused_resources: frozenset[str]
    timezone: str = TIMEZONE


class Surface:
    """Stripe's surface over one book."""

    def __init__(self, book: Book, keys: Keys, now: Callable[[], float], put: Callable[[Stored], None]) -> None:
        """`put` takes an object that was changed here."""
        self.book, self._keys, self._now, self._put = book, keys, now, put

    def answer(self, asked: Asked) -> Plain:
        """The body of the answer. Raises Refusal."""
        self._authenticate(asked.headers)
        _check_version(asked.headers)
        found = find_endpoint(asked.path)
        if found is None or not _is_served(asked.method, found[0]):
            raise unrecognized_url(asked.method, asked.path)
        template, ids = found
        if asked.method == "POST":
            self._check_permission(asked.path, "write")
            return self._set_metadata(ENDPOINTS[template], ids, asked)
        self._check_permission(asked.path, "read")
        query = parse_query(asked.query)
        match ENDPOINTS[template]:
            case Listing() as endpoint:
                return self._list(endpoint, ids, query, asked.path)
            case Retrieval() as endpoint:
                return self._retrieve(endpoint, ids, query)
            case MemberListing() as endpoint:
                return self._list_members(endpoint, ids["id"], query, asked.path)
            case AccountRetrieval():
                _check_names(query, frozenset({"expand"}))
                return account_object(self._keys.account, self._keys.timezone)

    # Who asks

    def _authenticate(self, headers: Mapping[str, str]) -> None:
        key = _key_in(headers.get("authorization", ""))
        if not key:
            message = "You did not provide an API key. You need to provide your API key in the Authorization header, "
            raise Refusal(401, message + "using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').")
        if key != self._keys.api_key:
            raise Refusal(401, f"Invalid API Key provided: {_masked(key)}")
        account = headers.get("stripe-account", self._keys.account)
        if account != self._keys.account:
            message = f"The provided key '{_masked(key)}' does not have access to account '{account}' "
            raise Refusal(403, message + "(or that account does not exist).", code="account_invalid")

    def _check_permission(self, path: str, access: str) -> None:
        """A resource can be refused whole, or to writers only ("invoices write")."""
        resources = {name for name in path.split("/")[2:] if self._refuses(name, access)}
        for resource in sorted(resources):
            permission = f"rak_{resource.rstrip('s')}_{access}"
            raise Refusal(
                403,
                f"The provided key '{_masked(self._keys.api_key)}' does not have the required permissions for this "
                f"endpoint on account '{self._keys.account}'. Having the '{permission}' permission would allow this "
                "request to continue.",
                code="more_permissions_required",
            )

    def _refuses(self, resource: str, access: str) -> bool:
        return not self._keys.refused_resources.isdisjoint({resource, f"{resource} {access}"})

    # Objects and lists

    def _set_metadata(self, endpoint: Endpoint, ids: Mapping[str, str], asked: Asked) -> Plain:
        """Set metadata, which is all that may be changed here."""
        _check_names(parse_query(asked.query), frozenset())
        if not isinstance(endpoint, Retrieval):
            raise unrecognized_url(asked.method, asked.path)
        changed = with_metadata(self._existing(endpoint.kind, ids["id"]), read_metadata(asked.body))
        self._put(changed)
        return Expansion(self.book).show(changed, expansion_tree([], endpoint.kind, of_list=False))

    def _retrieve(self, endpoint: Retrieval, ids: Mapping[str, str], query: Query) -> Plain:
        _check_names(query, frozenset({"expand"}))
        tree = expansion_tree(_expand(query), endpoint.kind, of_list=False)
        stored = self._existing(endpoint.kind, ids["id"])
        if endpoint.owner is not None and stored.served.get(endpoint.owner) != ids[endpoint.owner]:
            raise missing(endpoint.kind, ids["id"], param="id", status=404)
        return Expansion(self.book).show(stored, tree)

    def _existing(self, kind: str, name: str) -> Stored:
        stored = self.book.find(kind, name)
        gone = stored is not None and stored.deleted and kind not in _SHOWN_WHEN_DELETED
        if stored is None or gone or (kind == "event" and not self._remembers(stored)):
            raise missing(kind, name, param="id", status=404)
        return stored

    def _remembers(self, event: Stored) -> bool:
        """Stripe forgets events after thirty days."""
        return event.created > self._now() - EVENT_DAYS * _DAY_SECONDS

    def _list(self, endpoint: Listing, ids: Mapping[str, str], query: Query, path: str) -> Plain:
        owner = [self._owner_filter(endpoint.owner, ids[endpoint.owner])] if endpoint.owner is not None else []
        _check_names(query, PAGING | set(endpoint.parameters))
        tree = expansion_tree(_expand(query), endpoint.kind, of_list=True)
        filters = owner + [
            parameter.read(name, query[name], self.book)
            for name, parameter in endpoint.parameters.items()
            if name in query
        ]
        tests = [filter_.test for filter_ in filters] + self._silent_tests(endpoint, query)
        page = Page.read(query)
        cut = page_of(self._candidates(endpoint.kind, filters), tests, page, self._cursor(endpoint.kind, page))
        expansion = Expansion(self.book)
        return {
            "object": "list",
            "data": [expansion.show(stored, tree) for stored in cut.members],
            "has_more": cut.has_more,
            "url": path,
        }

    def _owner_filter(self, kind: str, name: str) -> Filter:
        if self.book.find(kind, name) is None:
            raise missing(kind, name, param=kind, status=404)
        return Filter(test=lambda stored: stored.served.get(kind) == name, index=((kind,), name))

    def _candidates(self, kind: str, filters: list[Filter]) -> list[Stored]:
        shelf = self.book.shelves[kind]
        index = next((filter_.index for filter_ in filters if filter_.index is not None), None)
        return shelf.newest_first() if index is None else shelf.newest_first_by(*index)

    def _silent_tests(self, endpoint: Listing, query: Query) -> list[Callable[[Stored], bool]]:
        """What holds without being asked for."""
        tests: list[Callable[[Stored], bool]] = [self._remembers] if endpoint.kind == "event" else []
        if endpoint.usually is not None and "status" not in query:
            tests.append(endpoint.usually)
        return tests

    def _cursor(self, kind: str, page: Page) -> Stored | None:
        cursor = None if page.cursor is None else self.book.find(kind, page.cursor)
        if page.cursor is not None and (cursor is None or cursor.deleted):
            raise missing(kind, page.cursor, param=page.cursor_param)
        return cursor

    def _list_members(self, endpoint: MemberListing, owner: str, query: Query, path: str) -> Plain:
        _check_names(query, PAGING)
        tree = expansion_tree(_expand(query), endpoint.member_kind, of_list=True)
        members = self._existing(endpoint.kind, owner).members.get(endpoint.list_name, [])
        start, end = Page.read(query).slice_of([str(member["id"]) for member in members], endpoint.member_kind)
        expansion = Expansion(self.book)
        backwards = "ending_before" in query
        return {
            "object": "list",
            "data": [expansion.show_member(endpoint.member_kind, member, tree) for member in members[start:end]],
            "has_more": start > 0 if backwards else end < len(members),
            "url": path,
        }


def _is_served(method: str, template: str) -> bool:
    return method == "GET" or (method == "POST" and template in CHANGEABLE)


def _key_in(authorization: str) -> str:
    """The key of a Bearer header, or the user name of a Basic one."""
    scheme, _, credentials = authorization.partition(" ")
    if scheme.lower() == "bearer":
        return credentials.strip()
    if scheme.lower() != "basic":
        return ""
    try:
        return b64decode(credentials, validate=True).decode().partition(":")[0]
    except ValueError:  # neither base64 nor text
        return ""


def _masked(key: str) -> str:
    """A key as Stripe repeats it: enough to recognise it, too little to use it."""
    return f"{key[:8]}{'*' * 8}{key[-4:]}" if len(key) > 16 else f"{key[:3]}{'*' * 8}"


def _check_version(headers: Mapping[str, str]) -> None:
    version = headers.get("stripe-version", API_VERSION)
    if version != API_VERSION:
        raise Refusal(400, f"Invalid Stripe API version: {version}. This server speaks {API_VERSION} only.")


def _check_names(query: Query, allowed: frozenset[str]) -> None:
    for name, given in query.items():
        if name not in allowed:
            brackets = given[0][0]
            raise unknown_parameter(name if brackets is None else f"{name}[{brackets}]")


def _expand(query: Query) -> list[str]:
    return listed("expand", query["expand"]) if "expand" in query else []
