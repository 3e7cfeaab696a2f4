"""What mapping entries say in small texts: paths, conditions, templates. Read once, bounded in size and time."""
