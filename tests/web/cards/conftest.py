"""Stories about cards."""

from tests.support.cards import story

__all__ = ["story"]
