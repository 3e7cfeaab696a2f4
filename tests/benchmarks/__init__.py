"""How near to NetSuite's limit the connector stays, and what that costs: the measures that `make bench` prints."""
