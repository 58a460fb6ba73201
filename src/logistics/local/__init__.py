"""One installation on one machine: its data directory, its PostgreSQL, its processes."""
