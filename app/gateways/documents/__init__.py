"""Documents to print or send: invoices, remittance advice."""

from app.gateways.documents.typeset import typeset

__all__ = ["typeset"]
