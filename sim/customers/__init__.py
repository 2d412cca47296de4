"""Customers between contacts: when they call first, and when they leave."""
