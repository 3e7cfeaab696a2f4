"""Reads mapping files into entries; whatever cannot be meant is a message with its place."""

from connector.mapping.loading.sections import CODES, read_all

__all__ = ["CODES", "read_all"]
