"""YAML with places: what is read, what is said of it, and where reading goes on."""
