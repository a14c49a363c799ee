"""Facts that others act on later: small frozen records, named in the past tense."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, ClassVar


@dataclass(frozen=True)
class Message:
    """A fact to be announced. Fields are ids and plain values only: never a name, never a secret."""

    known: ClassVar[dict[str, type[Message]]] = {}

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        Message.known[cls.__name__] = cls

    @property
    def kind(self) -> str:
        return type(self).__name__

    def body(self) -> dict[str, Any]:
        """The fields, ready to be stored as JSON."""
        return asdict(self)

    @staticmethod
    def read(kind: str, body: dict[str, Any]) -> Message:
        """The message a stored row stands for. Raises KeyError for a kind nobody knows."""
        return Message.known[kind](**body)
