"""Sourcing, orders, deliveries, invoices and payment runs."""
