"""What somebody may say about what they look for. Everything may be left out."""

from __future__ import annotations

from app.catalogue.vocabulary import SearchWish
from app.programmes.vocabulary import FundingRoute
from app.web.shell.forms import Form, LineField, MoneyField, PickField, TickField
from providers_catalog import words as lists

WAYS = [
    (FundingRoute.CARD.value, "With a pre-paid card"),
    (FundingRoute.ORDER.value, "You order it and pay the provider"),
    (FundingRoute.FREE.value, "It is free"),
    (FundingRoute.MAINSTREAM.value, "Another service pays for it"),
]


class FindForm(Form):
    """The search box, and what narrows it down."""

    words = LineField(
        "What are you looking for?",
        hint="Say it your own way, like “gym”, “someone to talk to” or “CSCS card”",
        looks={"type": "search", "autocomplete": "off"},
    )
    need = PickField("What it is for", blank="Anything")
    place = LineField("Where", hint="A town, or the start of a postcode like LF1", most=60)
    most = MoneyField("Up to how much for one", may_be_nothing=True)
    route = PickField("How it is paid for", blank="Any way", choices=WAYS)
    certain = TickField("Only show what has a set price")

    def prepare(self) -> None:
        """Offer the needs, in people's words."""
        self.need.offer([(slug, need.label) for slug, need in lists.needs().items()])

    def wish(self, page: int, near: tuple[float, float] | None) -> SearchWish:
        """What was asked for. Only for a form without mistakes."""
        return SearchWish(
            words=self.words.data or "",
            need=self.need.data or "",
            place=self.place.data or "",
            max_price=self.most.data,
            route=self.route.data or "",
            only_certain=bool(self.certain.data),
            page=page,
            near=near,
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether anything beyond the words was said, so that the page shows it."""
        fields = (self.need, self.place, self.most, self.route, self.certain)
        return any(field.data or field.errors for field in fields)
