"""What a provider answers to an order."""

from __future__ import annotations

from app.web.shell.forms import Form, WordsField


class DeclineForm(Form):
    """Why it cannot be done."""

    because = WordsField(
        "Why can you not do it?",
        hint="The broker reads this and looks for somebody else. Please write nothing about the person.",
        required="Say why you cannot do it",
        most=500,
        rows=3,
    )
