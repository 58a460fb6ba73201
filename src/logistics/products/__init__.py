"""Kinds of goods that orders name by SKU."""
