"""Reading a policy entry by entry: every mistake is a sentence that names the entry it is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, TypeVar

from app.kernel.errors import BadInput
from app.kernel.money import Money

Choice = TypeVar("Choice", bound=StrEnum)
MOST_WORDS = 500


class Section:
    """One part of a policy. Each entry is asked for once; `close` refuses what nobody asked for."""

    def __init__(self, entries: object, name: str = "") -> None:
        self._name = name
        if not isinstance(entries, Mapping):
            raise BadInput(f"{name or 'The policy'} must be a group of named entries.")
        self._entries: Mapping[str, Any] = entries
        self._asked: set[str] = set()

    def words(self, key: str, *, may_be_empty: bool = False) -> str:
        """A text."""
        found = self._take(key)
        if not isinstance(found, str):
            raise self._wrong(key, "must be words in quotes")
        if not found.strip() and not may_be_empty:
            raise self._wrong(key, "must not be empty")
        if len(found) > MOST_WORDS:
            raise self._wrong(key, f"must be {MOST_WORDS} characters or fewer")
        return found.strip()

    def several_words(self, key: str) -> tuple[str, ...]:
        """A list of texts, which may be empty."""
        found = self._list(key)
        if not all(isinstance(entry, str) and entry.strip() for entry in found):
            raise self._wrong(key, "must be a list of words in quotes")
        return tuple(entry.strip() for entry in found)

    def count(self, key: str, least: int, most: int) -> int:
        """A whole number from `least` to `most`, both included."""
        found = self._take(key)
        if not isinstance(found, int) or isinstance(found, bool) or not least <= found <= most:
            raise self._wrong(key, f"must be a whole number from {least} to {most}")
        return found

    def amount(self, key: str) -> Money:
        """An amount of pounds, written as words ("12000" or "25.50") so that no penny is lost on the way."""
        return self._money(key, self._take(key))

    def amount_or_none(self, key: str) -> Money | None:
        """An amount, or null for no limit."""
        found = self._take(key)
        return None if found is None else self._money(key, found)

    def choice(self, key: str, offered: type[Choice]) -> Choice:
        """One word of a fixed list."""
        return self._chosen(key, self._take(key), offered)

    def choices(self, key: str, offered: type[Choice]) -> tuple[Choice, ...]:
        """Words of a fixed list, at least one and none twice."""
        found = tuple(self._chosen(key, entry, offered) for entry in self._list(key))
        if not found or len(set(found)) != len(found):
            raise self._wrong(key, "must name at least one, and none twice")
        return found

    def section(self, key: str) -> Section:
        """A part of its own."""
        return Section(self._take(key), self._path(key))

    def sections(self, key: str) -> Iterator[Section]:
        """A list of parts of their own."""
        for number, entry in enumerate(self._list(key), start=1):
            yield Section(entry, f"{self._path(key)}, number {number}")

    def close(self) -> None:
        """Refuse entries nobody asked for: a misspelt rule must never be passed over."""
        unknown = sorted(str(key) for key in self._entries if key not in self._asked)
        if unknown:
            raise self._wrong(unknown[0], "is not something a policy can say")

    def wrong(self, key: str, why: str) -> BadInput:
        """A mistake that only shows when entries are looked at together."""
        return self._wrong(key, why)

    def _take(self, key: str) -> Any:
        self._asked.add(key)
        if key not in self._entries:
            raise self._wrong(key, "is missing")
        return self._entries[key]

    def _list(self, key: str) -> list[Any]:
        found = self._take(key)
        if not isinstance(found, list):
            raise self._wrong(key, "must be a list")
        return found

    def _money(self, key: str, found: object) -> Money:
        if not isinstance(found, str):
            raise self._wrong(key, "must be an amount in quotes, like “25.50”")
        try:
            return Money.pounds(found)
        except BadInput as mistake:
            raise self._wrong(key, f"must be an amount in quotes, like “25.50” ({mistake.reason})") from mistake

    def _chosen(self, key: str, found: object, offered: type[Choice]) -> Choice:
        try:
            return offered(str(found))
        except ValueError as mistake:
            known = ", ".join(word.value for word in offered)
            raise self._wrong(key, f"must be one of: {known}") from mistake

    def _path(self, key: str) -> str:
        return f"{self._name} → {key}" if self._name else key

    def _wrong(self, key: str, why: str) -> BadInput:
        return BadInput(f"“{self._path(key)}” {why}.", code="BAD_POLICY")
