"""Numbers in addresses: only those that a row could have, so that no database is asked for others."""

from __future__ import annotations

from typing import Any

from werkzeug.routing import IntegerConverter, Map

LARGEST_ID = 2**63 - 1


class RowNumber(IntegerConverter):
    """A whole number; one too long for any row is an address that does not exist."""

    def __init__(self, map: Map, *args: Any, **options: Any) -> None:  # noqa: A002 - Werkzeug's own name
        super().__init__(map, *args, **{"max": LARGEST_ID, **options})
