"""One SOAP request from bytes to bytes: open, verify, perform, answer."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

from netsuite_client.emulator.ledger.store import Store
from netsuite_client.emulator.permissions import Role
from netsuite_client.emulator.refusals import Fault, Malformed
from netsuite_client.emulator.signatures import Verifier
from netsuite_client.emulator.soap.envelope import answer, fault, open_envelope
from netsuite_client.emulator.soap.operations import Operations, Refuse

BODY_BYTES_MAX = 100_000_000


@dataclass(frozen=True, kw_only=True)
class SoapAnswer:
    """What SOAP answers; `outcome` is for the log."""

    status: int
    body: bytes
    operation: str
    records: int
    outcome: str


LIMIT = Fault(
    "ExceededConcurrentRequestLimitFault",
    "WS_REQUEST_BLOCKED",
    "SuiteTalk concurrent request limit exceeded. Request blocked.",
)
LOGIN = Fault("InvalidCredentialsFault", "INVALID_LOGIN_CREDENTIALS", "Invalid login attempt.")


class SoapService:
    """SuiteTalk over one ledger."""

    def __init__(self, *, account: str, verifier: Verifier, role: Role, store: Store, operations: Operations) -> None:
        self._ns_id = f"WEBSERVICES_{account}_{{:024d}}_0"
        self._numbers = count(1)
        self._verifier = verifier
        self._role = role
        self._store = store
        self._operations = operations

    def respond(self, body: bytes, operation: str, refuse: Refuse) -> SoapAnswer:
        """Answer a request; `operation` is what its SOAPAction names."""
        try:
            return self._respond(body, refuse)
        except (Fault, Malformed) as refused:
            return soap_fault(refused, operation)

    def _respond(self, body: bytes, refuse: Refuse) -> SoapAnswer:
        if len(body) > BODY_BYTES_MAX:
            message = "The request exceeds the maximum size of 100 MB."
            raise Fault("ExceededRequestSizeFault", "USER_ERROR", message)
        envelope = open_envelope(body)
        self._verifier.check_passports(envelope.headers["tokenPassport"])
        self._role.check_soap()
        if envelope.headers["applicationInfo"]:
            raise Fault("InvalidCredentialsFault", "USER_ERROR", "Ambiguous authentication")
        preferences = {name: value for each in envelope.headers["preferences"] for name, value in each.items()}
        with self._store.request():
            performed = self._operations.perform(
                envelope.operation,
                envelope.content,
                ignore_read_only=preferences.get("ignoreReadOnlyFields", False),
                refuse=refuse,
            )
        return SoapAnswer(
            status=200,
            body=answer(envelope.operation, performed.content, self._ns_id.format(next(self._numbers))),
            operation=envelope.operation,
            records=performed.records,
            outcome=" ".join(("refused", *performed.codes)) if performed.codes else "ok",
        )


def soap_fault(refused: Fault | Malformed, operation: str) -> SoapAnswer:
    """The answer that refuses a whole request."""
    code = refused.code if isinstance(refused, Fault) else "MALFORMED"
    return SoapAnswer(status=500, body=fault(refused), operation=operation, records=0, outcome=f"fault {code}")
