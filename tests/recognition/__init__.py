"""Schedules: what is earned when, and how memos take it back."""
