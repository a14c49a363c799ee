"""Pre-paid cards: loads, authorisations, spends and receipts."""
