"""Asks NetSuite's REST service in SuiteQL, signed with token-based authentication (OAuth 1.0)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import requests
from requests_oauthlib import OAuth1

from netsuite_client.errors import NetSuiteError, ProtocolError, Unreachable, request_error
from netsuite_client.tokens import TokenKeys
from netsuite_client.transports.http_answers import (
    CONNECT_SECONDS_MAX,
    NoAnswer,
    reason,
    retry_after_seconds,
    status_error,
)
from netsuite_client.transports.patience import Sleep, patiently
from netsuite_client.transports.sessions import Sessions
from netsuite_client.transports.traffic import Traffic

PAGE_ROWS_MAX = 1000
PAGES_MAX = 100
"""SuiteQL gives no more than 100,000 rows."""


@dataclass(frozen=True, kw_only=True)
class _Page:
    rows: tuple[Mapping[str, str], ...]
    has_more: bool


class SuiteQl:
    """NetSuite's query service; every try of every page is signed afresh."""

    def __init__(
        self,
        *,
        base_url: str,
        account: str,
        keys: TokenKeys,
        sessions: Sessions,
        traffic: Traffic,
        timeout_seconds: float,
        sleep: Sleep = time.sleep,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._address = f"{base_url}/services/rest/query/v1/suiteql"
        self._account = account
        self._keys = keys
        self._sessions = sessions
        self._traffic = traffic
        self._timeout_seconds = timeout_seconds
        self._sleep = sleep
        self._clock = clock

    def rows(self, sql: str, params: Sequence[str] = ()) -> Iterator[Mapping[str, str]]:
        """The rows of a statement, to the last page. Its order must be total, or pages may overlap."""
        for number in range(PAGES_MAX):
            page = patiently(partial(self._page, sql, params, number * PAGE_ROWS_MAX), sleep=self._sleep)
            yield from page.rows
            if not page.has_more:
                return
        raise ProtocolError(f"SuiteQL has more than {PAGES_MAX * PAGE_ROWS_MAX} rows")

    def _page(self, sql: str, params: Sequence[str], offset: int) -> _Page:
        response = self._post({"q": sql, "params": list(params)}, offset)
        if response.status_code != 200:
            raise _error(response)
        try:
            return _page(response.json(parse_float=str))
        except (ValueError, KeyError, TypeError, AttributeError) as broken:
            raise ProtocolError("NetSuite's answer to a query cannot be read") from broken

    def _post(self, body: Mapping[str, object], offset: int) -> requests.Response:
        with self._traffic.request("suiteql", members=1) as answered:
            try:
                response = self._sessions.current().post(
                    self._address,
                    params={"limit": str(PAGE_ROWS_MAX), "offset": str(offset)},
                    json=body,
                    headers={"Prefer": "transient"},
                    auth=self._signature(),
                    timeout=(min(CONNECT_SECONDS_MAX, self._timeout_seconds), self._timeout_seconds),
                    allow_redirects=False,
                )
            except NoAnswer as broken:
                raise Unreachable(f"NetSuite gave no answer to a query ({reason(broken)})") from broken
            answered(response)
            return response

    def _signature(self) -> OAuth1:
        """Signs one request, with a nonce and a timestamp of its own."""
        return OAuth1(
            self._keys.consumer_key,
            self._keys.consumer_secret,
            self._keys.token_id,
            self._keys.token_secret,
            signature_method="HMAC-SHA256",
            realm=self._account,
            timestamp=str(int(self._clock())),
        )


def _page(answer: Mapping[str, Any]) -> _Page:
    return _Page(rows=tuple(_row(item) for item in answer["items"]), has_more=bool(answer["hasMore"]))


def _row(item: Mapping[str, Any]) -> Mapping[str, str]:
    """A row as texts. An empty column is left out, as NetSuite leaves it out itself."""
    return {name: str(value) for name, value in item.items() if name != "links" and value is not None}


def _error(response: requests.Response) -> NetSuiteError:
    """The exception of an answer that is not 200: what its body says, else what its status says."""
    wait, request_id = retry_after_seconds(response), response.headers.get("x-n-operationid")
    try:
        detail = response.json()["o:errorDetails"][0]
        code, message = str(detail["o:errorCode"]), str(detail.get("detail", ""))
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        status = f"HTTP {response.status_code}"
        return status_error(response) or ProtocolError(f"NetSuite answered a query with {status}")
    return request_error(code, message, request_id=request_id, retry_after_seconds=wait)
