"""What the emulator says no with: to one record, or to a whole request."""

from __future__ import annotations


class Refusal(Exception):
    """One record is refused, with NetSuite's code and text; the others of its list go on."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


class Fault(Exception):
    """The whole request is refused and nothing was done. `name` is the fault of the WSDL."""

    def __init__(self, name: str, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.name = name
        self.code = code
        self.message = message


class Malformed(Exception):
    """The request is not what the schema says; NetSuite answers with a fault that has no detail of its own."""


class ConnectionDropped(Exception):
    """No answer, or no more of it: the connection ends here. Whoever serves the emulator closes the connection."""


def invalid_key(field: str, key: str, within: str = "") -> Refusal:
    """A reference that names nothing, or nothing that is allowed here."""
    return Refusal("INVALID_KEY_OR_REF", f"Invalid {field} reference key {key}{within}.")


def please_enter(*labels: str) -> Refusal:
    """A required field is missing."""
    return Refusal("USER_ERROR", f"Please enter value(s) for: {', '.join(labels)}")


def invalid_value(field: str, value: str) -> Refusal:
    """A value that the field does not take."""
    return Refusal(
        "INVALID_FLD_VALUE", f"You have entered an Invalid Field Value {value} for the following field: {field}"
    )


def in_use() -> Refusal:
    """A transaction cannot be deleted while others refer to it."""
    return Refusal(
        "CANT_DELETE_TRANS",
        "This transaction cannot be deleted because it is referred to by other transactions. "
        "It may be a bill or an invoice that has been paid, a payment that has been deposited.",
    )
