"""The worker: carries orders through the agents, believes only the services, follows bookings, tells customers."""
