"""What the pages of those who decide ask."""

from __future__ import annotations

from app.approvals.vocabulary import Choice, DeclineReason, Reasons
from app.people.vocabulary import LifeArea
from app.web.shell.forms import ChoiceField, CountField, Form, PickField, WordsField

UNREAD = "The page was not complete. Open it again"


class VoteForm(Form):
    """What a member thinks of the version they read."""

    version = CountField("", least=1, required=UNREAD)
    choice = ChoiceField("What do you think?", choices=Choice, required="Choose yes, no, or that you need to know more")
    reason = WordsField(
        "Why?",
        most=1500,
        rows=4,
        hint="The others see this once they have voted. Leave names out.",
        required="Say why. It helps the chair, the keyworker and the next case",
    )


class CommentForm(Form):
    """A remark or a question for the others who decide."""

    words = WordsField("Your comment", most=1500, rows=3, required="Write your comment")


class StepBackForm(Form):
    """Withdraw because of a stake in the case."""

    why = WordsField(
        "What is your interest in this case?",
        most=500,
        rows=3,
        hint="For example: I know the person, or my family has a part in the firm",
        required="Say what your interest is",
    )


class AgreeForm(Form):
    """A yes, with a word for the person."""

    version = CountField("", least=1, required=UNREAD)
    words = WordsField(
        "Why yes? The person reads this",
        most=1500,
        rows=4,
        hint="Others learn from it too, so leave names out.",
        required="Say it in plain words. The person will read this",
    )

    def reasons(self) -> Reasons:
        """The answers as reasons."""
        return Reasons(self.words.data or "")


class DeclineForm(AgreeForm):
    """A no, with everything the person needs to go on."""

    decline_reason = ChoiceField("What is the reason?", choices=DeclineReason, required="Choose the reason")
    words = WordsField(
        "Why, in plain words? The person reads this",
        most=1500,
        rows=4,
        hint="Others learn from it too, so leave names out.",
        required="Say it in plain words. The person will read this",
    )
    other_funding = WordsField(
        "Who else could pay for it?",
        most=1000,
        rows=3,
        hint="If you know of nobody, say so",
        required="Say who else could pay for it, or that you know of nobody",
    )
    how_to_ask_again = WordsField(
        "How can they ask again?",
        most=1000,
        rows=3,
        hint="What would have to be different",
        required="Say how they can ask again",
    )

    def reasons(self) -> Reasons:
        """The answers as reasons."""
        return Reasons(
            self.words.data or "",
            self.decline_reason.data,
            self.other_funding.data or "",
            self.how_to_ask_again.data or "",
        )


class QuestionForm(Form):
    """What more is to be known."""

    version = CountField("", least=1, required=UNREAD)
    question = WordsField(
        "What do you need to know?",
        most=1500,
        rows=4,
        hint="The person and their keyworker read this",
        required="Write the question you need an answer to",
    )


class PrecedentSearch(Form):
    """Which past decisions to show."""

    area = PickField("About", choices=LifeArea, blank="Everything")
    answer = PickField("Answer", choices=[("yes", "Agreed"), ("no", "Not agreed")], blank="Any answer")
