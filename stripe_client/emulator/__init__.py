"""A web application with Stripe's surface, to rehearse against."""

from __future__ import annotations

from stripe_client.emulator.account import TIMEZONE
from stripe_client.emulator.book import Book, BookError
from stripe_client.emulator.demo_book import demo_book
from stripe_client.emulator.emulator import EMULATOR_KEY, StripeEmulator
from stripe_client.emulator.faults import Fault, FaultKind
from stripe_client.emulator.serving import serve
from stripe_client.emulator.surface import API_VERSION
from stripe_client.emulator.troubled_book import troubled_book
from stripe_client.emulator.webhooks import WebhookEndpoint
from stripe_client.emulator.year import year_book

__all__ = [
    "API_VERSION",
    "EMULATOR_KEY",
    "TIMEZONE",
    "Book",
    "BookError",
    "Fault",
    "FaultKind",
    "StripeEmulator",
    "WebhookEndpoint",
    "demo_book",
    "serve",
    "troubled_book",
    "year_book",
]
