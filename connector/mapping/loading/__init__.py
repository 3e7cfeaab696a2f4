"""Reads mapping files into entries; whatever cannot be meant is a message with its place."""

from connector.mapping.loading.sections import read_all

__all__ = ["read_all"]
