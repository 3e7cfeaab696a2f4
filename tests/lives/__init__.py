"""Billing lives by chance, against a book that is reckoned from Stripe's own numbers."""
