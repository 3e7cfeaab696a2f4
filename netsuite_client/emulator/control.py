"""The controls under /_emulator/: look into the books, close periods, script faults, start afresh."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from netsuite_client.emulator.faults import Faults, parse_fault
from netsuite_client.emulator.fields import TYPE, Fields
from netsuite_client.emulator.ledger.books import PERIOD_FLAGS, Books
from netsuite_client.emulator.ledger.kinds import group_of
from netsuite_client.emulator.ledger.ledger import Ledger
from netsuite_client.emulator.log import RequestLog
from netsuite_client.emulator.refusals import Refusal


class Control:
    """What tests and people may do that NetSuite's users cannot."""

    def __init__(
        self, *, books: Books, ledger: Ledger, faults: Faults, log: RequestLog, reset: Callable[[], None]
    ) -> None:
        self._books = books
        self._ledger = ledger
        self._faults = faults
        self._log = log
        self._reset = reset

    def routes(self) -> list[Route]:
        """Their paths."""
        return [
            Route("/_emulator/records", self._records, methods=["GET"]),
            Route("/_emulator/trial-balance", self._trial_balance, methods=["GET"]),
            Route("/_emulator/schedules", self._schedules, methods=["GET"]),
            Route("/_emulator/revenue-journals", self._revenue_journals, methods=["POST"]),
            Route("/_emulator/periods", self._periods, methods=["POST"]),
            Route("/_emulator/faults", self._script_faults, methods=["POST", "DELETE"]),
            Route("/_emulator/requests", self._requests, methods=["GET"]),
            Route("/_emulator/reset", self._start_afresh, methods=["POST"]),
        ]

    async def _records(self, request: Request) -> Response:
        kind = request.query_params.get("type", "")
        if group_of(kind) is None:
            return _wrong(f"no records of type {kind!r}")
        return JSONResponse([_plain(record) for record in self._ledger.records(kind)])

    async def _trial_balance(self, request: Request) -> Response:
        return JSONResponse(self._ledger.trial_balance(request.query_params.get("customer")))

    async def _schedules(self, _: Request) -> Response:
        return JSONResponse(self._ledger.schedules())

    async def _revenue_journals(self, request: Request) -> Response:
        month = _object(await request.body()).get("period")
        if not isinstance(month, str):
            return _wrong('send {"period": "2025-09"}')
        try:
            with self._books.store.request():
                posted = self._ledger.post_revenue(month)
        except Refusal as refusal:
            return _wrong(refusal.message)
        return JSONResponse({"period": month, "journals": posted})

    async def _periods(self, request: Request) -> Response:
        """Close or open a base period, or lock it: each flag that is sent is set."""
        content = _object(await request.body())
        period, flags = content.get("period"), {name: content[name] for name in PERIOD_FLAGS if name in content}
        known = content.keys() <= {"period", *PERIOD_FLAGS} and all(isinstance(flag, bool) for flag in flags.values())
        if not isinstance(period, str) or not flags or not known:
            return _wrong(f'send {{"period": "2025-09", "closed": true}}; flags: {", ".join(PERIOD_FLAGS)}')
        with self._books.store.request():
            found = self._books.set_period(period, flags)
        return JSONResponse({"period": period, **flags}) if found else _wrong(f"no period {period}")

    async def _script_faults(self, request: Request) -> Response:
        if request.method == "DELETE":
            self._faults.clear()
            return Response(status_code=204)
        try:
            content = json.loads(await request.body())
            faults = [parse_fault(each) for each in (content if isinstance(content, list) else [content])]
        except (ValueError, AttributeError) as error:
            return _wrong(str(error))
        for fault in faults:
            self._faults.script(fault)
        return JSONResponse({"scripted": len(faults)})

    async def _requests(self, _: Request) -> Response:
        return JSONResponse(self._log.as_json())

    async def _start_afresh(self, _: Request) -> Response:
        self._reset()
        return Response(status_code=204)


def _object(body: bytes) -> dict[str, Any]:
    try:
        content = json.loads(body)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _wrong(message: str) -> Response:
    return JSONResponse({"error": message}, 400)


def _plain(record: Fields) -> Fields:
    """The record as plain JSON: lists are lists, references and amounts as SOAP has them."""
    plain: Fields = {}
    for name, value in record.items():
        if name == "customFieldList":
            plain |= {each["scriptId"]: each.get("value") for each in value.get("customField", ())}
        elif isinstance(value, dict) and name.endswith("List"):
            rows = next((rows for rows in value.values() if isinstance(rows, list)), [])
            plain[name] = [_plain(row) for row in rows]
        elif name != TYPE:
            plain[name] = value
    return plain
