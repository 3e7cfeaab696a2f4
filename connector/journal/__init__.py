"""Remembers every intended record and what became of it."""
