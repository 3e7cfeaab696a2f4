"""Asks an emulator in this process, without a server: drives the web application's coroutine by hand."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

from stripe_client.emulator import EMULATOR_KEY, Book, StripeEmulator

PAGES_MAX = 100
"""More than any list of the tests has."""


class Asker:
    """One emulator and the questions to it."""

    def __init__(self, book: Book | dict[str, Any], **options: Any) -> None:
        self.emulator = StripeEmulator(book if isinstance(book, Book) else Book.from_plain(book), **options)

    @property
    def first_customer(self) -> str:
        return next(iter(self.emulator.book.shelves["customer"].by_id))

    def get(self, path: str, *parameters: tuple[str, object], **headers: str) -> Any:
        """The body of an answer that must be a success."""
        status, body, _ = self.ask("GET", path, *parameters, **headers)
        assert status == 200, body
        return body

    def error(self, path: str, *parameters: tuple[str, object], **headers: str) -> tuple[int, dict[str, Any]]:
        """The status and the error of an answer that must be none."""
        status, body, _ = self.ask("GET", path, *parameters, **headers)
        assert status != 200, body
        return status, body["error"]

    def ids(self, path: str, *parameters: tuple[str, object]) -> list[str]:
        return [member["id"] for member in self.get(path, *parameters)["data"]]

    def everything(self, path: str, expand: list[str], *, at_a_time: int = 3) -> Iterator[Any]:
        """Every object of a list, page by page."""
        cursor: list[tuple[str, object]] = []
        for _ in range(PAGES_MAX):
            page = self.get(path, ("limit", at_a_time), *(("expand[]", f"data.{one}") for one in expand), *cursor)
            yield from page["data"]
            if not page["has_more"]:
                return
            cursor = [("starting_after", page["data"][-1]["id"])]
        raise AssertionError("the pages have no end")

    def ask(
        self,
        method: str,
        path: str,
        *parameters: tuple[str, object],
        body: object = None,
        form: str = "",
        **headers: str,
    ) -> tuple[int, Any, dict[str, str]]:
        """Status, body and headers; `headers` with underscores for hyphens."""
        sent = {"authorization": f"Bearer {EMULATOR_KEY}"} | {
            name.replace("_", "-"): text for name, text in headers.items()
        }
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "scheme": "http",
            "server": ("127.0.0.1", 80),
            "query_string": urlencode(parameters).encode(),
            "headers": [(name.encode(), text.encode("latin-1")) for name, text in sent.items() if text],
        }
        return _drive(self.emulator.app, scope, form.encode() if body is None else json.dumps(body).encode())


def _drive(app: Callable[..., Any], scope: dict[str, Any], body: bytes) -> tuple[int, Any, dict[str, str]]:
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    _run_without_waiting(app(scope, receive, send))
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], json.loads(b"".join(message.get("body", b"") for message in sent[1:])), headers


def _run_without_waiting(coroutine: Any) -> None:
    """Fails if the application waits for anything."""
    try:
        coroutine.send(None)
    except StopIteration:
        return
    coroutine.close()
    raise AssertionError("the application waited, though nothing told it to")
