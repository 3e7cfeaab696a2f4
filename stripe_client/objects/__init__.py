"""Stripe's objects as frozen values, parsed from plain dicts."""
