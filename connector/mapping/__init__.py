"""The partners' YAML: loaded with positions, applied to records, explained."""
