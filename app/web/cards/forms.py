"""What the card pages ask."""

from __future__ import annotations

from app.cards.endings import CardEnd
from app.cards.vocabulary import LookReason
from app.web.shell.forms import ChoiceField, Form, WordsField


class LookForm(Form):
    """Why a member of staff wants to see somebody's purchases."""

    reason = ChoiceField(
        "Why do you need to see the purchases?",
        hint="The person will see your name and this reason.",
        choices=LookReason,
        required="Choose a reason. Without one, the purchases stay closed.",
    )


class ReplaceForm(Form):
    """Why a new card is needed."""

    because = ChoiceField(
        "What happened to the card?",
        choices=[(end.value, end.words) for end in (CardEnd.LOST, CardEnd.STOLEN, CardEnd.WORN)],
        required="Choose what happened to the card",
    )


class FreezeForm(Form):
    """Why a member of staff freezes a card."""

    because = WordsField(
        "Why do you freeze this card?",
        hint="One or two sentences. The person will read them.",
        most=300,
        rows=3,
        required="Say why you freeze this card. The person will read it.",
    )
