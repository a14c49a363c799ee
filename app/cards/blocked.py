"""Kinds of shop where a card is refused: data with a version and a reason each. Everything else is allowed."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from app.cards.vocabulary import BlockedCategory

_FILE = Path(__file__).with_name("blocked_categories.json")


@cache
def blocked_categories() -> dict[str, BlockedCategory]:
    """Every blocked kind of shop, by the issuer's word for it."""
    rows = json.loads(_FILE.read_text(encoding="utf-8"))["categories"]
    return {row["code"]: BlockedCategory(row["code"], row["name"], row["reason"]) for row in rows}


def blocked(category: str) -> BlockedCategory | None:
    """Why a kind of shop is refused, or None: unknown kinds of shop are allowed."""
    return blocked_categories().get(category)


@cache
def version() -> str:
    """The day the list took effect."""
    return str(json.loads(_FILE.read_text(encoding="utf-8"))["version"])
