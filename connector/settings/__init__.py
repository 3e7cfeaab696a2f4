"""The settings: one YAML file, the environment for secrets, options of a command; typed, and read once."""

from connector.located import ConfigurationInvalid
from connector.settings.loading import DEFAULT_PATHS, connection_names, load_settings
from connector.settings.model import Connection, Settings
from connector.settings.origins import Shown, sources
from connector.settings.packaged import packaged
from connector.settings.services import NetSuite, Stripe

__all__ = [
    "DEFAULT_PATHS",
    "ConfigurationInvalid",
    "Connection",
    "NetSuite",
    "Settings",
    "Shown",
    "Stripe",
    "connection_names",
    "load_settings",
    "packaged",
    "sources",
]
