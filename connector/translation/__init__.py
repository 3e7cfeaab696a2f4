"""Decides which NetSuite records a Stripe family is."""
