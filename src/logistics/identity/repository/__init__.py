"""Every SQL statement of this room: one file for each thing it stores."""
