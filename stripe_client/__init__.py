"""Stripe as Stripe describes it: its objects, and a client that reads them."""
