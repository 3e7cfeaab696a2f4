"""Stripe beside NetSuite, as tables of cases."""
