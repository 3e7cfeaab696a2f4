"""The SOAP service behind its WSDL: loads it through zeep, and posts one signed request at a time."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import requests
import zeep
import zeep.exceptions
from lxml import etree
from zeep.wsdl import Document

from netsuite_client.errors import ProtocolError, Unreachable
from netsuite_client.tokens import Passport, TokenKeys, sign
from netsuite_client.transports.http_answers import CONNECT_SECONDS_MAX, reason
from netsuite_client.transports.sessions import Sessions
from netsuite_client.transports.soap_reading import RecordReader
from netsuite_client.transports.soap_records import RecordWriter
from netsuite_client.transports.soap_schema import BINDING, NAMESPACES, SoapType, clark
from netsuite_client.transports.soap_shapes import SHAPES
from netsuite_client.transports.soap_wsdl import needed_documents
from netsuite_client.transports.traffic import Traffic

OPERATIONS = frozenset({"addList", "updateList", "deleteList", "getList", "getAccountGovernanceInfo"})
"""What we ask of SuiteTalk."""


WSDLS_KEPT = 4
"""How many a process keeps: mostly it has one, or one for each of its connections."""


class SoapService:
    """NetSuite's SOAP operations. The WSDL is loaded when the first of them is used."""

    def __init__(
        self,
        *,
        wsdl: str | Path,
        address: str,
        account: str,
        keys: TokenKeys,
        sessions: Sessions,
        traffic: Traffic,
        timeout_seconds: float,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._wsdl = str(wsdl)
        self._address = address
        self._account = account
        self._keys = keys
        self._traffic = traffic
        self._clock = clock
        self._wire = _Wire(sessions, timeout_seconds)
        self._lock = threading.Lock()
        self._loaded: _Loaded | None = None

    @property
    def writer(self) -> RecordWriter:
        """Writes records as this WSDL's elements. Raises `Unreachable` or `ProtocolError` when it cannot be had."""
        return self._load().writer

    @property
    def reader(self) -> RecordReader:
        """Reads this WSDL's elements as records. Raises as `writer` does."""
        return self._load().reader

    def post(self, operation: str, elements: Sequence[etree._Element], *, within: str | None) -> requests.Response:
        """Send one request with a passport of its own; `elements` are its members, each a `within`.

        Raises one of `NoAnswer` when none came, and `Unreachable` or `ProtocolError` without a WSDL.
        """
        loaded = self._load()
        body = {} if within is None else {within: [_Written.by_us(element) for element in elements]}
        headers = {"tokenPassport": _passport_header(self._passport())}
        with self._traffic.request(operation, members=len(elements)) as answered:
            response: requests.Response = loaded.operations[operation](_soapheaders=headers, **body)
            answered(response)
        return response

    def _passport(self) -> Passport:
        return sign(self._account, self._keys, nonce=secrets.token_hex(16), timestamp=int(self._clock()))

    def _load(self) -> _Loaded:
        with self._lock:
            if self._loaded is None:
                self._loaded = _load(self._wsdl, self._address, self._wire)
            return self._loaded


class _Loaded:
    """A WSDL that was read: its operations at our address, and the writer of its types."""

    def __init__(self, client: Any, address: str) -> None:  # zeep has no types
        self.operations = client.create_service(BINDING, address)
        self.writer = RecordWriter(lambda tag: SoapType(client.get_type(tag)))
        self.reader = RecordReader(lambda tag: SoapType(client.get_type(tag)))


def _load(wsdl: str, address: str, wire: _Wire) -> _Loaded:
    """Read what we need of the WSDL and its schemas. Entities and document types are refused."""
    settings = zeep.Settings(strict=True, raw_response=True, forbid_dtd=True, forbid_entities=True)
    try:
        with _READING:
            place = _place(wsdl)
            document = _KNOWN.get(place) or _document(place[0], wire, settings)
            client = zeep.Client(document, transport=wire, settings=settings)  # type: ignore[no-untyped-call]  # zeep's own
            for prefix, namespace in NAMESPACES.items():
                client.set_ns_prefix(prefix, namespace)  # type: ignore[no-untyped-call]  # zeep's own
            loaded = _Loaded(client, address)
            _keep(place, document)
            return loaded
    except requests.HTTPError as broken:
        raise Unreachable(f"NetSuite's WSDL cannot be fetched from {wsdl} ({broken.response.status_code})") from broken
    except requests.RequestException as broken:
        raise Unreachable(f"NetSuite's WSDL cannot be fetched from {wsdl} ({reason(broken)})") from broken
    except OSError as broken:
        raise ProtocolError(f"NetSuite's WSDL cannot be read at {wsdl} ({broken.strerror})") from broken
    except (zeep.exceptions.Error, etree.LxmlError, ValueError, LookupError, AttributeError, TypeError) as broken:
        raise ProtocolError(f"What {wsdl} holds is not NetSuite's WSDL") from broken


_KNOWN: dict[tuple[str, int], Document] = {}
"""WSDLs that have what we need, read once in the life of a process: a daemon connects anew for each of its runs."""

_READING = threading.Lock()


def _place(wsdl: str) -> tuple[str, int]:
    """Where a WSDL is and, of a file, when it was written: another one there is read anew."""
    if "://" in wsdl:
        return wsdl, 0
    file = Path(wsdl).resolve()
    return str(file), file.stat().st_mtime_ns


def _document(at: str, wire: _Wire, settings: zeep.Settings) -> Document:
    return Document(at, _Needed(at, wire, settings), settings=settings)  # type: ignore[arg-type]  # zeep asks it only to load


def _keep(place: tuple[str, int], document: Document) -> None:
    if place not in _KNOWN and len(_KNOWN) >= WSDLS_KEPT:
        _KNOWN.clear()
    _KNOWN[place] = document


class _Needed:
    """Hands zeep the WSDL and its schemas with what we need of them."""

    def __init__(self, wsdl: str, wire: _Wire, settings: zeep.Settings) -> None:
        types = [clark(shape.prefix, shape.type_name) for shape in SHAPES.values()]
        self._documents = needed_documents(wsdl, wire.load, settings, operations=OPERATIONS, types=types)

    def load(self, url: str) -> bytes:
        """A document of the WSDL."""
        return self._documents[url]


class _Wire(zeep.Transport):
    """zeep's way to the network: each thread with its own session, and nothing of a request in the logs."""

    def __init__(self, sessions: Sessions, timeout_seconds: float) -> None:
        super().__init__(timeout=CONNECT_SECONDS_MAX, session=sessions.new())  # type: ignore[no-untyped-call]  # zeep's own
        self._sessions = sessions
        self._timeouts = (min(CONNECT_SECONDS_MAX, timeout_seconds), timeout_seconds)

    def post(self, address: str, message: bytes, headers: Mapping[str, str]) -> requests.Response:
        """Post a request; a redirect is not followed, since it would arrive as something else."""
        return self._sessions.current().post(
            address, data=message, headers=headers, timeout=self._timeouts, allow_redirects=False
        )


class _Written(zeep.xsd.CompoundValue):
    """An element that is written already. zeep opens its own for it, which is replaced.

    zeep would build and check a value for each of a type's hundred elements; writing the few that are there is
    a dozen times faster, and batches are large.
    """

    _xsd_type: Any = None

    @classmethod
    def by_us(cls, element: etree._Element) -> _Written:
        """The value that zeep is handed."""
        value = cls()
        value._xsd_type = _AsWritten(element)
        return value


class _AsWritten:
    """Stands for a schema type towards zeep."""

    def __init__(self, element: etree._Element) -> None:
        self._element = element

    def render(self, node: etree._Element, *_: object) -> None:
        """Put our element into the place that zeep made."""
        parent = node.getparent()
        if parent is not None:
            parent.replace(node, self._element)


def _passport_header(passport: Passport) -> Mapping[str, object]:
    return {
        "account": passport.account,
        "consumerKey": passport.consumer_key,
        "token": passport.token_id,
        "nonce": passport.nonce,
        "timestamp": passport.timestamp,
        "signature": {"_value_1": passport.signature, "algorithm": "HMAC-SHA256"},
    }
