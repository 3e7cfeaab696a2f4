"""Says of a connection, before and between runs, what is not as it must be, how to mend it and who can."""

from connector.doctor.checks import CHECKS, WRITE_PROBE
from connector.doctor.examination import Area, Check, Examined, chosen, examine, without_settings
from connector.doctor.findings import Ends, Finding, Status
from connector.doctor.needed import PERMISSIONS, SCOPES, Permission, Scope
from connector.doctor.subject import Subject

__all__ = [
    "CHECKS",
    "PERMISSIONS",
    "SCOPES",
    "WRITE_PROBE",
    "Area",
    "Check",
    "Ends",
    "Examined",
    "Finding",
    "Permission",
    "Scope",
    "Status",
    "Subject",
    "chosen",
    "examine",
    "without_settings",
]
