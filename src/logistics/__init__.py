"""Logistics Manager: orders in, loads packed and proven, vehicles booked, customers told."""

__version__ = "0.1.0"
