"""In the demonstration: two short stories to play through, and who does what next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.people.models import UserAccount


@dataclass(frozen=True, slots=True)
class Step:
    """What one of the demo's people does next, and the page where they do it."""

    who: str
    """The part of their e-mail address before the @."""
    words: str
    page: str


@dataclass(frozen=True, slots=True)
class Story:
    """Steps in order, from a wish or a visit to the end of it."""

    title: str
    words: str
    steps: tuple[Step, ...]


STORIES = (
    Story(
        "A collar for Sam’s dog: asked for, agreed, bought",
        "If the barking does not stop, Sam loses the flat. A £25 collar stops it.",
        (
            Step("sam", "puts the collar on the plan, by card, and asks for it", "/catalogue/search?words=collar"),
            Step("kit", "opens Sam’s plan, says why it would help, and sends it to the panel", "/plans"),
            Step("ali", "reads the case and votes yes", "/approvals"),
            Step("pat", "votes yes too, then signs", "/approvals"),
            Step("sam", "pays £25 with the new card at Paws & Co, then hands in a photo as the receipt", "/shop"),
            Step("kit", "checks the receipt", "/receipts"),
        ),
    ),
    Story(
        "Jo’s counselling: on order, confirmed, paid",
        "It was agreed and ordered. Quince Counselling is paid for what came, and for nothing else.",
        (
            Step("jo", "says that this week’s hour came; the invoice writes itself", "/deliveries"),
            Step("fin", "prepares a payment run", "/payments/new"),
            Step("sunita", "looks at it and releases it to the bank", "/payments"),
            Step("mo", "confirms that the bank has paid", "/payments"),
            Step("gwen", "sees the money for Quince Counselling", "/provider"),
        ),
    ),
)  # fmt: skip


def stories_for(offered: Sequence[UserAccount]) -> list[tuple[Story, list[tuple[Step, UserAccount]]]]:
    """The stories that the people offered at sign-in can play between them."""
    by_key = {(user.email or "").partition("@")[0]: user for user in offered}
    return [
        (story, [(step, by_key[step.who]) for step in story.steps])
        for story in STORIES
        if all(step.who in by_key for step in story.steps)
    ]
