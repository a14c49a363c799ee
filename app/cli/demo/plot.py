"""The plot: who asked for what, when, and how far it has come. Together it fills every state of the work."""

from __future__ import annotations

from app.approvals.models import ApprovalRequest
from app.approvals.vocabulary import Choice, RequestState
from app.cli.demo import wishes
from app.cli.demo.teller import Teller
from app.kernel.money import Money


def tell(teller: Teller) -> None:
    """Everything that happened before the newcomer came in."""
    _jo_talks_and_rides(teller)
    _noor_is_under_way(teller)
    _max_hears_a_no_and_asks_for_something_else(teller)
    _dee_waits_for_the_panel(teller)
    _lee_waits_for_a_manager(teller)
    _ash_was_asked_a_question(teller)
    _noor_starts_a_day_programme(teller)


def _jo_talks_and_rides(teller: Teller) -> None:
    """Counselling for six weeks and a bike: agreed, begun, partly paid."""
    with teller.at(22):
        teller.do("kit", lambda s, v: wishes.put(s, v, "jo", "Counselling, once a week", weeks=6, days=2))
        teller.do("kit", lambda s, v: wishes.put(s, v, "jo", "A bike, lock and helmet", route="card", goal=1))
        request_id = teller.do("kit", lambda s, v: wishes.send(
            s, v, "jo",
            "I want to talk to someone who does not know me. And a bike, so I can get there and to the river.",
            "Jo has asked twice; the wait on the health service is seven months. The bike saves fares.",
        ))  # fmt: skip
    with teller.at(21):
        wishes.vote(teller, request_id, ["pat", "ali", "nell"])
        wishes.sign(teller, request_id)
    with teller.at(20):
        wishes.accept(teller, "gwen", request_id)
    with teller.at(12):
        wishes.confirm(teller, "kit", request_id, 1, "Jo liked her. They get on.")
        first = wishes.prepare(teller)
        wishes.release(teller, first)
    with teller.at(9):
        wishes.bank_paid(teller, first)
        wishes.confirm(teller, "jo", request_id, 1, "Good again.")
    with teller.at(6):
        second = wishes.prepare(teller)
        wishes.release(teller, second)
    with teller.at(3):
        wishes.buy(teller, request_id, "Pedal Back", "bicycle_shops", Money(95_00))


def _noor_is_under_way(teller: Teller) -> None:
    """Small things are agreed at once in her programme: one is being paid, one can be, one waits for its provider."""
    studio = _noor_asks(
        teller, 16, "Music studio time", "Four-hour block", "I used to sing. I want to record one song."
    )
    with teller.at(15):
        wishes.accept(teller, "remy", studio)
    ears = _noor_asks(teller, 8, "Ear acupuncture group", "", "My friend says it takes the edge off.")
    with teller.at(7):
        wishes.accept(teller, "tess", ears)
    _noor_asks(teller, 6, "Open art studio", "Ten afternoons", "The art room is quiet. I settle there.")
    with teller.at(4):
        wishes.confirm(teller, "kim", studio, 1, "She came out singing.")
        wishes.prepare(teller)
    with teller.at(2):
        wishes.confirm(teller, "noor", ears, 1, "Sleepy after it, in a good way.")


def _noor_asks(teller: Teller, days_ago: int, service: str, title: str, words: str) -> int:
    """One small thing, agreed."""
    with teller.at(days_ago):
        teller.do("kim", lambda s, v: wishes.put(s, v, "noor", service, title, days=1, goal=1))
        request_id = teller.do("kim", lambda s, v: wishes.send(s, v, "noor", words, "Noor chose this herself."))
        _agree(teller, request_id)
    return request_id


def _agree(teller: Teller, request_id: int) -> None:
    """Automatic requests are agreed already; the others go through the panel."""
    state = teller.see(lambda s: s.get_one(ApprovalRequest, request_id).state)
    if state is RequestState.OPEN:
        wishes.vote(teller, request_id, ["pat", "ali", "nell"])
        wishes.sign(teller, request_id)
    teller.drain()


def _max_hears_a_no_and_asks_for_something_else(teller: Teller) -> None:
    """A no with its reasons; then a wish for the broker."""
    with teller.at(15):
        teller.do("kit", lambda s, v: wishes.put_something_else(
            s, v, "max", "Games console", "A second-hand console for the evenings", "card", Money(120_00)
        ))  # fmt: skip
        request_id = teller.do("kit", lambda s, v: wishes.send(
            s, v, "max", "The evenings are the worst.", "Max finds the evenings hard.",
        ))  # fmt: skip
    with teller.at(13):
        wishes.vote(teller, request_id, ["ali", "nell", "pat"], Choice.DECLINE)
        wishes.turn_down(teller, request_id)
    with teller.at(4):
        teller.do("kit", lambda s, v: wishes.put_something_else(
            s, v, "max", "A microphone and a small mixer",
            "So Max can record at home. Second-hand is fine. There is a picture in a shop window on Canal Street.",
            "order", Money(85_00),
        ))  # fmt: skip


def _dee_waits_for_the_panel(teller: Teller) -> None:
    """One member has answered; the others have until the day it is due."""
    with teller.at(3):
        teller.do("kit", lambda s, v: wishes.put(
            s, v, "dee", "Day programme", "Day rate: only the days you choose", weeks=4, quantity=2, days=7, goal=1
        ))  # fmt: skip
        teller.do("kit", lambda s, v: wishes.put(s, v, "dee", "Photography course", days=10))
        request_id = teller.do("kit", lambda s, v: wishes.send(
            s, v, "dee",
            "If I can go to the day programme on two days only, I can keep my place at art college.",
            "College is what keeps Dee going. The full week would have meant giving it up; the day rate does not.",
        ))  # fmt: skip
    with teller.at(2):
        wishes.vote(teller, request_id, ["ali"])


def _lee_waits_for_a_manager(teller: Teller) -> None:
    """No panel here: the line manager has five working days."""
    with teller.at(6):
        teller.do("kim", lambda s, v: wishes.put(s, v, "lee", "CSCS card: course, test and card", days=5))
        teller.do("kim", lambda s, v: wishes.put(s, v, "lee", "Work tools: starter kit", "Plasterer", route="card"))
        teller.do("kim", lambda s, v: wishes.send(
            s, v, "lee", "I have a start date if I have the card and my own tools.",
            "Lee was a plasterer for eleven years. A site will take him on from next month.",
        ))  # fmt: skip


def _ash_was_asked_a_question(teller: Teller) -> None:
    """More must be known before the answer."""
    with teller.at(7):
        teller.do("kim", lambda s, v: wishes.put(s, v, "ash", "Fishing licence for a year", route="card"))
        request_id = teller.do("kim", lambda s, v: wishes.send(
            s, v, "ash", "My brother fishes. It is the one thing we still do.", "It is the way back to his family.",
        ))  # fmt: skip
    with teller.at(5):
        wishes.ask_a_question(teller, request_id, "lou", "Does Ash have a rod already, or should we add one?")


def _noor_starts_a_day_programme(teller: Teller) -> None:
    """Agreed and ordered: the provider has not answered yet."""
    with teller.at(1):
        teller.do("kim", lambda s, v: wishes.put(
            s, v, "noor", "Day programme", "Day rate: only the days you choose", weeks=4, days=3
        ))  # fmt: skip
        request_id = teller.do("kim", lambda s, v: wishes.send(
            s, v, "noor", "One day a week to begin with.", "Noor asked for a slow start.",
        ))  # fmt: skip
        _agree(teller, request_id)
