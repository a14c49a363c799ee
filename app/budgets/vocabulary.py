"""The words of budgets."""

from enum import StrEnum


class BudgetState(StrEnum):
    """Open budgets can be planned against; a closed one's rest went back to the pool."""

    OPEN = "open"
    CLOSED = "closed"
