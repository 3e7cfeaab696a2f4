"""The daemon's small web application: Stripe's webhooks, health, readiness and metrics."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

import structlog
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from connector.daemon.readiness import is_ready
from connector.daemon.wishes import Wishes
from connector.journal import DatabaseUnavailable
from connector.journal.troubles import Troubles
from connector.ports import Clock
from stripe_client.objects import RootKind
from stripe_client.webhooks import BODY_BYTES_MAX, WebhookRefused, read_webhook

log = structlog.get_logger()

UNSIGNED = "WEBHOOK_UNSIGNED"
EVENTS_REMEMBERED_MAX = 10_000
REFUSALS_APART = timedelta(minutes=1)
"""How often at most a refused request is written down: whoever sends many shall not fill the journal."""


@dataclass(kw_only=True)
class Hooks:
    """Takes webhooks: what is signed wakes the loop, what is not is a trouble, once."""

    secret: str = field(repr=False)
    tolerance: timedelta
    kinds: frozenset[RootKind]
    wishes: Wishes
    troubles: Troubles
    clock: Clock
    _seen: OrderedDict[str, None] = field(default_factory=OrderedDict)
    _refused_at: datetime | None = None
    _lock: Lock = field(default_factory=Lock)

    def take(self, body: bytes, signature: str) -> int:
        """The HTTP status that a request is answered with."""
        now = self.clock.now()
        try:
            hook = read_webhook(
                body,
                signature,
                self.secret,
                now=now.timestamp(),
                tolerance_seconds=self.tolerance.total_seconds(),
                kinds=self.kinds,
            )
        except WebhookRefused as refused:
            self._refuse(str(refused), now)
            return 400
        if self._is_new(hook.event_id):
            log.info("webhook", event_id=hook.event_id, roots=[root.id for root in hook.roots])
            self.wishes.changed(hook.roots)
        if self._refused_at is not None:
            self._refused_at = None
            self.troubles.over({UNSIGNED})
        return 200

    def _is_new(self, event_id: str) -> bool:
        """Stripe sends an event more than once, and so may others who caught it."""
        with self._lock:
            known = event_id in self._seen
            self._seen[event_id] = None
            while len(self._seen) > EVENTS_REMEMBERED_MAX:
                self._seen.popitem(last=False)
            return not known

    def _refuse(self, why: str, now: datetime) -> None:
        with self._lock:
            lately = self._refused_at is not None and now - self._refused_at < REFUSALS_APART
            self._refused_at = self._refused_at if lately else now
        if not lately:
            log.warning("webhook refused", why=why)
            self.troubles.met(UNSIGNED, {"message": why})


def application(
    *, checks: Callable[[], Mapping[str, str]], metrics: Callable[[], str], hooks: Hooks | None, path: str
) -> Starlette:
    """The application; without `hooks` no webhooks are taken."""

    async def health(_: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def ready(_: Request) -> Response:
        found = await run_in_threadpool(checks)
        return JSONResponse({"ready": is_ready(found), "checks": dict(found)}, 200 if is_ready(found) else 503)

    async def numbers(_: Request) -> Response:
        return PlainTextResponse(await run_in_threadpool(metrics), media_type=CONTENT_TYPE_LATEST)

    async def webhook(request: Request) -> Response:
        body = await _body(request)
        if hooks is None or body is None:
            return Response(status_code=404 if hooks is None else 413)
        signature = request.headers.get("stripe-signature", "")
        try:
            return Response(status_code=await run_in_threadpool(hooks.take, body, signature))
        except DatabaseUnavailable:  # Stripe sends it again
            return Response(status_code=503)

    routes = [Route("/healthz", health), Route("/readyz", ready), Route("/metrics", numbers)]
    return Starlette(routes=[*routes, Route(path, webhook, methods=["POST"])])


async def _body(request: Request) -> bytes | None:
    """The request's body; None where it is larger than any of Stripe's."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_BYTES_MAX:
            return None
    return body
