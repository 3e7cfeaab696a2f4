"""Joins Stripe and NetSuite, remembers what was done, and runs."""
