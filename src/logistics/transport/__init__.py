"""Transport API: vehicles, prices, bookings; refuses what does not fit."""
