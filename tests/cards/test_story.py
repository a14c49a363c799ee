"""The collar, from the yes to the accepted receipt, with the money told as a statement."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.cards.vocabulary import CardState, LoadState, ReceiptState
from app.gateways.issuing.till import Purchase
from app.journeys import freeze, receipts
from app.kernel.errors import BadInput, Refused
from app.kernel.money import Money
from app.kernel.unit_of_work import reading, writing
from app.ledger.proof import problems
from app.notices.models import Notice
from app.plans.models import Item
from app.plans.vocabulary import ItemState
from tests.support.cards import CardStory

NOTHING = {"available": 1_000_00, "reserved": 0, "committed": 0, "spent": 0, "free": 0, "held": 0, "awaiting": 0,
           "cost": 0, "issuer": 2_000_00}  # fmt: skip


def statement(**changes: int) -> dict[str, int]:
    return {**NOTHING, **changes}


def hand_in(story: CardStory, digest: str = "a" * 64) -> None:
    spend = story.spends()[-1]
    writing(
        story.world.database,
        lambda s: receipts.hand_in(
            s, story.cast.sam_viewer, spend, file_key="receipts/aa/a.jpg", file_type="image/jpeg", digest=digest
        ),
    )


def told(story: CardStory) -> list[str]:
    with reading(story.world.database) as session:
        wanted = select(Notice.words).where(Notice.person_id == story.cast.sam.id).order_by(Notice.id)
        return list(session.scalars(wanted))


def test_a_collar_is_loaded_bought_and_accounted_for(story: CardStory) -> None:
    story.agree(Money(25_00))
    assert story.stands() == statement(available=975_00, reserved=25_00)
    story.work()
    assert story.stands() == statement(available=975_00, committed=25_00, free=25_00, issuer=1_975_00)
    assert story.buy(Money(25_00))
    assert story.stands() == statement(available=975_00, spent=25_00, awaiting=25_00, issuer=1_975_00)
    hand_in(story)
    writing(story.world.database, lambda s: receipts.accept(s, story.cast.kit, story.spends()[0], is_all=True))
    assert story.stands() == statement(available=975_00, spent=25_00, cost=25_00, issuer=1_975_00)
    with reading(story.world.database) as session:
        assert session.scalars(select(Item.state)).all() == [ItemState.DONE]
    words = " ".join(told(story))
    for piece in ("on its way to your card", "is ready", "Keep the receipt", "was accepted"):
        assert piece in words


def test_a_purchase_for_less_leaves_the_rest_on_the_card(story: CardStory) -> None:
    story.load(Money(50_00))
    ref = story.card().issuer_ref
    assert ref
    asked = story.till.authorise(Purchase(ref, "Paws & Co", "pets", Money(50_00)), once="one")
    assert story.stands()["held"] == 50_00
    story.till.capture(asked.ref, Money(42_30), once="two")
    story.hear()
    assert story.stands() == statement(
        available=950_00, committed=7_70, spent=42_30, free=7_70, awaiting=42_30, issuer=1_950_00
    )


def test_a_hold_that_is_given_up_is_free_again(story: CardStory) -> None:
    story.load(Money(50_00))
    asked = story.till.authorise(Purchase(story.card().issuer_ref or "", "Hotel", "hotels", Money(20_00)), once="one")
    story.till.reverse(asked.ref)
    story.hear()
    assert story.stands() == statement(available=950_00, committed=50_00, free=50_00, issuer=1_950_00)
    assert "did not take the money" in told(story)[-1]


def test_a_purchase_above_what_is_free_is_refused_and_says_what_to_do(story: CardStory) -> None:
    story.load(Money(25_00))
    story.load(Money(5_00), "Lead")
    before = story.stands()
    assert not story.buy(Money(30_01))
    assert story.stands() == before
    assert "you have £30 on the card. Pay a smaller amount, or talk to your keyworker." in told(story)[-1]


def test_an_off_licence_is_refused_with_its_reason_and_a_supermarket_is_not(story: CardStory) -> None:
    story.load(Money(25_00))
    assert not story.buy(Money(5_00), "The Cork Cellar", "package_stores_beer_wine_and_liquor")
    assert "may not be spent on alcohol" in told(story)[-1]
    assert story.buy(Money(5_00), "The Daily Basket", "grocery_stores_supermarkets")
    assert story.buy(Money(5_00), "A new kind of shop", "a_kind_nobody_knows")


def test_a_part_refund_comes_back_to_the_card_before_and_after_the_receipt(story: CardStory) -> None:
    story.load(Money(35_00))
    story.buy(Money(35_00))
    taken = story.spends()[0].issuer_ref
    story.till.refund(taken, Money(10_00), once="first")
    story.hear()
    assert story.stands() == statement(
        available=965_00, committed=10_00, spent=25_00, free=10_00, awaiting=25_00, issuer=1_965_00
    )
    hand_in(story)
    writing(story.world.database, lambda s: receipts.accept(s, story.cast.kit, story.spends()[0], is_all=False))
    story.till.refund(taken, Money(5_00), once="second", linked=False)
    story.hear()
    assert story.stands() == statement(
        available=965_00, committed=15_00, spent=20_00, free=15_00, cost=20_00, issuer=1_965_00
    )


def test_everything_given_back_needs_no_receipt(story: CardStory) -> None:
    story.load(Money(35_00))
    story.buy(Money(35_00))
    story.till.refund(story.spends()[0].issuer_ref, Money(35_00), once="all of it")
    story.hear()
    assert story.spends()[0].receipt_state is ReceiptState.NOT_NEEDED
    assert story.stands() == statement(available=965_00, committed=35_00, free=35_00, issuer=1_965_00)


def test_a_shop_that_takes_more_than_the_card_has_is_paid_and_never_silently(story: CardStory) -> None:
    story.load(Money(20_00))
    asked = story.till.authorise(Purchase(story.card().issuer_ref or "", "Fuel", "fuel", Money(20_00)), once="one")
    story.till.capture(asked.ref, Money(26_00), once="two")
    story.hear()
    assert story.stands() == statement(available=974_00, spent=26_00, awaiting=26_00, issuer=1_974_00)
    assert story.spends()[0].over == Money(6_00)
    assert any("took £6 more than was on your card" in words for words in told(story))
    with reading(story.world.database) as session:
        wanted = select(Notice.words).where(Notice.user_id == story.cast.fin.user_id)
        assert any("more than the card" in words for words in session.scalars(wanted))


def test_a_shop_that_never_asked_is_paid_from_what_is_free(story: CardStory) -> None:
    story.load(Money(20_00))
    story.till.capture_without_asking(Purchase(story.card().issuer_ref or "", "Bus", "bus", Money(3_00)), once="one")
    story.hear()
    assert story.stands() == statement(
        available=980_00, committed=17_00, spent=3_00, free=17_00, awaiting=3_00, issuer=1_980_00
    )


def test_frozen_by_the_person_it_says_no_and_unfrozen_it_says_yes(story: CardStory) -> None:
    story.load(Money(25_00))
    writing(story.world.database, lambda s: freeze.freeze(s, story.cast.sam_viewer, story.card()))
    assert not story.buy(Money(5_00))
    assert "Unfreeze it on your card page" in told(story)[-1]
    story.work()
    assert story.issuer.card(story.card().issuer_ref or "").status == "inactive"
    assert not story.buy(Money(5_00)), "now the issuer says no by itself"
    assert "Unfreeze it on your card page" in told(story)[-1]
    writing(story.world.database, lambda s: freeze.unfreeze(s, story.cast.sam_viewer, story.card()))
    story.work()
    assert story.buy(Money(5_00))


def test_frozen_by_staff_it_says_why_and_staff_unfreeze_it(story: CardStory) -> None:
    story.load(Money(25_00))
    with pytest.raises(BadInput):
        writing(story.world.database, lambda s: freeze.freeze(s, story.cast.kit, story.card(), " "))
    writing(
        story.world.database,
        lambda s: freeze.freeze(s, story.cast.kit, story.card(), "You told me that somebody else has it."),
    )
    assert "somebody else has it" in told(story)[-1]
    with pytest.raises(Refused, match="Talk to your keyworker"):
        writing(story.world.database, lambda s: freeze.unfreeze(s, story.cast.sam_viewer, story.card()))
    writing(story.world.database, lambda s: freeze.unfreeze(s, story.cast.kit, story.card()))
    assert story.card().state is CardState.LIVE


def test_with_too_little_at_the_issuer_a_load_waits_finance_is_told_once_and_it_goes_when_money_came(
    story: CardStory,
) -> None:
    from app.cards.models import CardLoad
    from app.journeys.award import top_up_issuer

    story.agree(Money(900_00), "Course")
    story.agree(Money(50_00), "Books")
    story.work()
    with reading(story.world.database) as session:
        assert {load.state for load in session.scalars(select(CardLoad))} == {LoadState.ARRIVED}
    writing(story.world.database, lambda s: story.more_budget(s, Money(1_500_00)))
    story.agree(Money(1_200_00), "Tools")
    for _ in range(3):
        story.work()
    with reading(story.world.database) as session:
        assert session.scalars(select(CardLoad.state).order_by(CardLoad.id.desc())).first() is LoadState.WAITING
        wanted = select(Notice.words).where(Notice.user_id == story.cast.mo.user_id)
        assert len([words for words in session.scalars(wanted) if "too little money" in words]) == 1
    writing(story.world.database, lambda s: top_up_issuer(s, story.cast.mo, Money(1_000_00)))
    story.work()
    assert story.stands()["free"] == 2_150_00


def test_a_court_order_lets_nothing_onto_a_card(story: CardStory) -> None:
    from datetime import timedelta

    from app.kernel import clock
    from app.people.models import Person

    def ordered(session: object) -> None:
        person = session.get(Person, story.cast.sam.id)  # type: ignore[attr-defined]
        person.court_order_from, person.court_order_until = clock.today(), clock.today() + timedelta(days=30)

    writing(story.world.database, ordered)
    with pytest.raises(Refused) as refused:
        story.agree(Money(25_00))
    assert refused.value.code == "COURT_ORDER"


def test_the_trail_tells_the_story_and_the_books_are_whole(story: CardStory) -> None:
    story.load(Money(25_00))
    story.buy(Money(25_00))
    with reading(story.world.database) as session:
        acts = set(session.scalars(select(AuditEntry.act)))
        assert {"card_load.asked", "card_load.arrived", "card.used"} <= acts
        assert list(problems(session)) == []
