"""Every SQL statement of the Transport API: rows in, vehicles, quotes and bookings out."""
