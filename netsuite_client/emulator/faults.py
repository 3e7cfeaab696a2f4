"""Scripted trouble: which request meets it, and what then happens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum

from netsuite_client.emulator.fields import Fields
from netsuite_client.emulator.refusals import Refusal


class Trouble(StrEnum):
    """What can go wrong. Unless it says otherwise, nothing was done."""

    REFUSE = "refuse"
    """One member is refused with the given code and message; the others go on."""
    HTTP_500 = "http_500"
    """HTTP 500 with a page that is no SOAP."""
    LIMIT = "limit"
    """Too many requests at once."""
    LOGIN = "login"
    """The session or login is refused."""
    TIMEOUT_BEFORE = "timeout_before"
    """No answer."""
    TIMEOUT_AFTER = "timeout_after"
    """Done, but no answer."""
    BROKEN = "broken"
    """Done, but the connection breaks in the middle of the answer."""
    GARBAGE = "garbage"
    """Done, but the answer cannot be read."""
    SLOW = "slow"
    """Done and answered after `seconds`."""


@dataclass(kw_only=True)
class ScriptedFault:
    """Trouble for the `nth` matching request from now, and for `times` matching requests in a row.

    `operation` is a SOAP operation or `suiteql`, None for every request. A refusal meets the `member` of that place
    in the list, or, where `external_id` is given, the members of that external id; without either every member.
    """

    kind: Trouble
    operation: str | None = None
    nth: int = 1
    times: int = 1
    member: int | None = None
    external_id: str | None = None
    code: str = "UNEXPECTED_ERROR"
    message: str = "An unexpected error occurred. Error ID: emulated"
    seconds: float = 1.0
    hold_seconds: float = 120.0

    def refuse(self, index: int, sent: Fields) -> None:
        """Refuse the member that the script names."""
        if self.kind is not Trouble.REFUSE:
            return
        by_place = self.member is None or self.member == index
        by_name = self.external_id is None or self.external_id == sent.get("externalId")
        if by_place and by_name:
            raise Refusal(self.code, self.message)


class Faults:
    """The faults still to come, in the order in which they were scripted."""

    def __init__(self) -> None:
        self._scripted: list[ScriptedFault] = []

    def script(self, fault: ScriptedFault) -> None:
        """Add a fault."""
        self._scripted.append(fault)

    def clear(self) -> None:
        """Forget all faults."""
        self._scripted.clear()

    def next(self, operation: str) -> ScriptedFault | None:
        """The fault that a request meets, if any; every scripted fault counts the request."""
        met: ScriptedFault | None = None
        for fault in list(self._scripted):
            if fault.operation not in {None, operation}:
                continue
            if fault.nth > 1:
                fault.nth -= 1
            elif met is None:
                met = fault
                self._use(fault)
        return met

    def _use(self, fault: ScriptedFault) -> None:
        fault.times -= 1
        if fault.times == 0:
            self._scripted.remove(fault)


def parse_fault(content: Mapping[str, object]) -> ScriptedFault:
    """A fault from JSON; raises ValueError with what is wrong."""
    types = {each.name: each.type for each in fields(ScriptedFault)}
    unknown = content.keys() - types.keys()
    if unknown:
        raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
    kind = Trouble(str(content.get("kind")))
    values = {name: _parsed(name, str(types[name]), value) for name, value in content.items() if name != "kind"}
    return ScriptedFault(kind=kind, **values)  # type: ignore[arg-type]  # checked by _parsed


_PARSED_TYPES: dict[str, tuple[type, ...]] = {
    "int": (int,),
    "int | None": (int, type(None)),
    "str": (str,),
    "str | None": (str, type(None)),
    "float": (int, float),
}


def _parsed(name: str, type_name: str, value: object) -> object:
    if not isinstance(value, _PARSED_TYPES[type_name]) or isinstance(value, bool):
        raise ValueError(f"{name} is not {type_name}")  # noqa: TRY004 - a wrong value of a request
    if name in {"nth", "times"} and isinstance(value, int) and value < 1:
        raise ValueError(f"{name} begins at 1")
    return value
