"""Why pieces have no place, and what would give them one."""
