"""YAML files whose every value knows its place, and messages that point at it."""

from connector.located.going_on import document_read_on
from connector.located.messages import (
    COLUMNS_MAX,
    ConfigurationInvalid,
    Message,
    Place,
    Severity,
    did_you_mean,
    in_order,
)
from connector.located.reading import (
    Codes,
    Document,
    FileUnreadable,
    document_of,
    read_file,
    read_text,
    text_file,
    unreadable,
)
from connector.located.text import File, redacted
from connector.located.tree import Block, Entry, Items, Node, Scalar

__all__ = [
    "COLUMNS_MAX",
    "Block",
    "Codes",
    "ConfigurationInvalid",
    "Document",
    "Entry",
    "File",
    "FileUnreadable",
    "Items",
    "Message",
    "Node",
    "Place",
    "Scalar",
    "Severity",
    "did_you_mean",
    "document_of",
    "document_read_on",
    "in_order",
    "read_file",
    "read_text",
    "redacted",
    "text_file",
    "unreadable",
]
