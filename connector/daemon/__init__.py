"""Runs a connection unattended: on schedule, woken by webhooks, watched and telling people by itself."""

from connector.daemon.loop import Loop, Task
from connector.daemon.wishes import Wishes

__all__ = ["Loop", "Task", "Wishes"]
