"""The emulator's HTTP: SOAP, the WSDL, SuiteQL, and the controls under /_emulator/."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from email.utils import formatdate
from functools import cache
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from netsuite_client.emulator.control import Control
from netsuite_client.emulator.faults import Faults, ScriptedFault, Trouble
from netsuite_client.emulator.log import Entry, RequestLog
from netsuite_client.emulator.pace import Pace
from netsuite_client.emulator.permissions import TOKENS, Role, violation
from netsuite_client.emulator.refusals import ConnectionDropped, Refusal
from netsuite_client.emulator.rest.service import (
    INVALID_LOGIN,
    SUITEQL_PATH,
    TOO_MANY_REQUESTS,
    RestAnswer,
    answer_query,
    rest_error,
)
from netsuite_client.emulator.rest.suiteql import SuiteQL
from netsuite_client.emulator.schema.documents import (
    SOAP_PATH,
    WSDL_PATH,
    schema_document,
    schema_paths,
    wsdl_document,
)
from netsuite_client.emulator.signatures import Refused, Verifier
from netsuite_client.emulator.soap.envelope import CONTENT_TYPE
from netsuite_client.emulator.soap.service import LIMIT, LOGIN, SoapService, soap_fault

NO_FAULT = ScriptedFault(kind=Trouble.SLOW, seconds=0)
GARBAGE = b"<html><body>Service temporarily</bod"
SERVER_ERROR = Response(b"<html><body>Internal Server Error</body></html>", 500, media_type="text/html")


class Web:
    """Routes requests, in the pace of the account, through the scripted faults."""

    def __init__(
        self,
        *,
        soap: SoapService,
        suiteql: SuiteQL,
        verifier: Verifier,
        role: Role,
        clock: Callable[[], float],
        faults: Faults,
        log: RequestLog,
        pace: Pace,
        control: Control,
    ) -> None:
        self._soap_service = soap
        self._suiteql_engine = suiteql
        self._verifier = verifier
        self._role = role
        self._faults = faults
        self._log = log
        self._pace = pace
        router = Router(
            [
                Route(WSDL_PATH, self._wsdl, methods=["GET"]),
                *(Route(path, _schema, methods=["GET"]) for path in schema_paths()),
                Route(SOAP_PATH, self._soap, methods=["POST"]),
                Route(SUITEQL_PATH, self._suiteql, methods=["POST"]),
                *control.routes(),
            ]
        )
        self.app: ASGIApp = _dated(router, clock)

    async def _wsdl(self, request: Request) -> Response:
        return Response(wsdl_document(_address(request)), media_type=CONTENT_TYPE)

    async def _soap(self, request: Request) -> Response:
        operation = request.headers.get("soapaction", "").strip('"') or "unknown"
        limit, login = soap_fault(LIMIT, operation), soap_fault(LOGIN, operation)

        body = await request.body()

        def work(fault: ScriptedFault) -> tuple[Response, Entry]:
            answer = self._soap_service.respond(body, operation, fault.refuse)
            response = Response(answer.body, answer.status, media_type=CONTENT_TYPE)
            return response, _entry(answer.operation, answer.outcome, answer.records)

        return await self._served(
            operation,
            work,
            limit=Response(limit.body, limit.status, media_type=CONTENT_TYPE),
            login=Response(login.body, login.status, media_type=CONTENT_TYPE),
        )

    async def _suiteql(self, request: Request) -> Response:
        body = await request.body()

        def work(fault: ScriptedFault) -> tuple[Response, Entry]:
            answer = self._answer_query(request, body, fault)
            outcome = f"error {answer.error_code}" if answer.error_code else "ok"
            return _rest_response(answer), _entry("suiteql", outcome, answer.records)

        limit, login = _rest_response(TOO_MANY_REQUESTS), _rest_response(INVALID_LOGIN)
        return await self._served("suiteql", work, limit=limit, login=login)

    def _answer_query(self, request: Request, body: bytes, fault: ScriptedFault) -> RestAnswer:
        address = f"{_address(request)}{request.url.path}"
        query = parse_qsl(request.url.query, keep_blank_values=True)
        try:
            self._verifier.check_header(request.method, address, query, request.headers.get("authorization"))
        except Refused:
            return INVALID_LOGIN
        if not self._role.has(TOKENS):
            return INVALID_LOGIN
        lacking = self._role.lacks_for_queries()
        if lacking is not None:
            return rest_error(403, "INSUFFICIENT_PERMISSION", violation(lacking))
        try:
            fault.refuse(0, {})
        except Refusal as refusal:
            return rest_error(400, refusal.code, f"Error while accessing a resource. {refusal.message}")
        prefer = request.headers.get("prefer")
        return answer_query(self._suiteql_engine, body, query=query, prefer=prefer, address=address)

    async def _served(
        self,
        operation: str,
        work: Callable[[ScriptedFault], tuple[Response, Entry]],
        *,
        limit: Response,
        login: Response,
    ) -> Response:
        """Do the work within the concurrency limit, at the account's pace, unless a scripted fault is in the way."""
        if self._pace.full:
            self._log.add(_entry(operation, "limit"))
            return limit
        fault = self._faults.next(operation) or NO_FAULT
        instead = {Trouble.HTTP_500: SERVER_ERROR, Trouble.LIMIT: limit, Trouble.LOGIN: login}.get(fault.kind)
        if instead is not None:
            self._log.add(_entry(operation, fault.kind))
            return instead
        if fault.kind is Trouble.TIMEOUT_BEFORE:
            self._log.add(_entry(operation, fault.kind))
            await _drop(fault)
        with self._pace.request():
            began = time.monotonic()
            response, entry = work(fault)
            self._log.add(entry)
            await self._pace.spend(entry.records, since=began)
        return await _answered(response, fault)


def _dated(app: ASGIApp, clock: Callable[[], float]) -> ASGIApp:
    """The app with the time of its own clock in the header of every answer."""

    async def dated(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_dated(message: Message) -> None:
            if message["type"] == "http.response.start":
                date = formatdate(clock(), usegmt=True).encode()
                message = {**message, "headers": [*message.get("headers", ()), (b"date", date)]}
            await send(message)

        await app(scope, receive, send_dated)

    return dated


async def _answered(response: Response, fault: ScriptedFault) -> Response:
    """The answer, or what a scripted fault leaves of it; the work is done."""
    if fault.kind is Trouble.TIMEOUT_AFTER:
        await _drop(fault)
    if fault.kind is Trouble.GARBAGE:
        return Response(GARBAGE, response.status_code, media_type=response.media_type)
    if fault.kind is Trouble.BROKEN:
        return _BrokenResponse(response.body, response.status_code, media_type=response.media_type)
    if fault.kind is Trouble.SLOW and fault.seconds:
        await asyncio.sleep(fault.seconds)
    return response


async def _drop(fault: ScriptedFault) -> None:
    if fault.hold_seconds:
        await asyncio.sleep(fault.hold_seconds)
    raise ConnectionDropped


class _BrokenResponse(Response):
    """A response whose connection ends in the middle of its body."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI's signature
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        half = bytes(self.body)[: len(self.body) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": True})
        raise ConnectionDropped


async def _schema(request: Request) -> Response:
    return Response(_schema_at(request.url.path), media_type=CONTENT_TYPE)


@cache
def _schema_at(path: str) -> bytes:
    """Every emulator serves the same."""
    return schema_document(schema_paths()[path])


def _address(request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}"


def _rest_response(answer: RestAnswer) -> Response:
    return Response(answer.body, answer.status, headers={"content-type": answer.media_type})


def _entry(operation: str, outcome: str, records: int = 0) -> Entry:
    return Entry(method="POST", operation=operation, records=records, outcome=outcome)
