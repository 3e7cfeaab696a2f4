"""The query service of REST: checks a request, and wraps a page of rows or an error as NetSuite does."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from netsuite_client.emulator.rest.suiteql import Page, QueryRefused, SuiteQL

SUITEQL_PATH = "/services/rest/query/v1/suiteql"
ROWS_MAX = 1000
_RESOURCE = "application/vnd.oracle.resource+json; type={}; charset=UTF-8"
_TITLES = {
    400: ("Bad Request", "15.5.1"),
    401: ("Unauthorized", "15.5.2"),
    403: ("Forbidden", "15.5.4"),
    429: ("Too Many Requests", "15.5"),
    500: ("Internal Server Error", "15.6.1"),
}


@dataclass(frozen=True, kw_only=True)
class RestAnswer:
    """What REST answers: a status and a JSON body. `error_code` is None on success."""

    status: int
    body: bytes
    media_type: str
    records: int = 0
    error_code: str | None = None


class BadRequest(Exception):
    """A request that the query service does not take."""


def rest_error(status: int, code: str, detail: str) -> RestAnswer:
    """An error as REST words it."""
    title, section = _TITLES[status]
    body = {
        "type": f"https://www.rfc-editor.org/rfc/rfc9110.html#section-{section}",
        "title": title,
        "status": status,
        "o:errorDetails": [{"detail": detail, "o:errorCode": code}],
    }
    text = json.dumps(body).encode()
    return RestAnswer(status=status, body=text, media_type=_RESOURCE.format("error"), error_code=code)


INVALID_LOGIN = rest_error(
    401,
    "INVALID_LOGIN",
    "Invalid login attempt. For more details, see the Login Audit Trail in the NetSuite UI at "
    "Setup > Users/Roles > User Management > View Login Audit Trail.",
)
TOO_MANY_REQUESTS = rest_error(429, "CONCURRENCY_LIMIT_EXCEEDED", "Concurrent request limit exceeded. Request blocked.")


def answer_query(
    engine: SuiteQL, body: bytes, *, query: Iterable[tuple[str, str]], prefer: str | None, address: str
) -> RestAnswer:
    """The answer to `POST …/suiteql`; `address` is that of the endpoint, for the links."""
    try:
        _check_prefer(prefer)
        limit, offset = _paging(query)
        text, parameters = _question(body)
        page = engine.page(text, parameters, limit=limit, offset=offset)
    except BadRequest as refused:
        return rest_error(400, "INVALID_PARAMETER", str(refused))
    except QueryRefused as refused:
        detail = f"Invalid search query. Detailed unprocessed description follows. {refused}."
        return rest_error(400, "INVALID_PARAMETER", detail.replace("..", "."))
    return _collection(page, address=address, limit=limit, offset=offset)


def _check_prefer(prefer: str | None) -> None:
    if "transient" not in [part.strip() for part in (prefer or "").split(",")]:
        raise BadRequest("The required request header 'Prefer' must have the value 'transient'.")


def _paging(query: Iterable[tuple[str, str]]) -> tuple[int, int]:
    values = {"limit": str(ROWS_MAX), "offset": "0"}
    for name, value in query:
        if name not in values:
            raise BadRequest(f"Invalid query parameter name '{name}'. Allowed query parameters are: limit, offset.")
        values[name] = value
    if not all(value.isdecimal() for value in values.values()):
        raise BadRequest("The values of limit and offset must be whole numbers.")
    limit, offset = int(values["limit"]), int(values["offset"])
    if not 1 <= limit <= ROWS_MAX:
        raise BadRequest(f"Provide a valid limit between 1 and {ROWS_MAX}.")
    if offset % limit:
        raise BadRequest("The offset number must be divisible by the limit number.")
    return limit, offset


def _question(body: bytes) -> tuple[str, list[Any]]:
    try:
        content = json.loads(body)
    except ValueError:
        raise BadRequest("The request body is not valid JSON.") from None
    if not isinstance(content, dict) or not isinstance(content.get("q"), str) or content.keys() - {"q", "params"}:
        raise BadRequest("The request body must contain the query as q, and may contain params.")
    parameters = content.get("params", [])
    if not isinstance(parameters, list) or not all(isinstance(each, str | int | float | None) for each in parameters):
        raise BadRequest("The params must be a list of values.")
    return content["q"], parameters


def _collection(page: Page, *, address: str, limit: int, offset: int) -> RestAnswer:
    more = offset + len(page.items) < page.total
    body = {
        "links": list(_links(address, limit=limit, offset=offset, more=more)),
        "count": len(page.items),
        "hasMore": more,
        "items": [{"links": [], **item} for item in page.items],
        "offset": offset,
        "totalResults": page.total,
    }
    text = json.dumps(body, ensure_ascii=False).encode()
    return RestAnswer(status=200, body=text, media_type=_RESOURCE.format("collection"), records=len(page.items))


def _links(address: str, *, limit: int, offset: int, more: bool) -> Iterable[dict[str, str]]:
    def link(relation: str, start: int) -> dict[str, str]:
        return {"rel": relation, "href": f"{address}?limit={limit}&offset={start}"}

    if offset:
        yield link("first", 0)
        yield link("prev", max(0, offset - limit))
    if more:
        yield link("next", offset + limit)
    yield link("self", offset)
