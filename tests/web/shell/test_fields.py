"""Each field reads what people type, and answers odd input with a sentence."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from io import BytesIO

import pytest
from werkzeug.datastructures import FileStorage, MultiDict

from app.kernel.errors import BadInput
from app.kernel.money import Money
from app.web.shell.dispatch import Citronella
from app.web.shell.forms import (
    ChoiceField,
    CountField,
    DayField,
    EmailField,
    Form,
    ManyField,
    MoneyField,
    PickField,
    SecretField,
    TickField,
    Upload,
    UploadField,
    WordsField,
)

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + b"\x00" * 40


class Way(StrEnum):
    CARD = "card"
    ORDER = "order"


class Everything(Form):
    price = MoneyField("Price", most=Money(100_000))
    weeks = CountField("Weeks", least=1, most=52)
    start = DayField("Start", earliest=date(2020, 1, 1))
    way = ChoiceField("Way", choices=Way)
    where = PickField("Where", choices=[("n", "North"), ("s", "South")])
    needs = ManyField("Needs", choices=[("a", "A"), ("b", "B")])
    email = EmailField("E-mail")
    why = WordsField("Why", most=10)
    code = SecretField("Code")
    sure = TickField("Sure")
    receipt = UploadField("Receipt", most=1_000)


def read(field: str, *typed: object) -> tuple[object, list[str]]:
    """What a field makes of an answer, and what it says about it."""
    form = Everything(MultiDict([(field, value) for value in typed]))
    form.validate()
    return form[field].data, [str(error) for error in form[field].errors]


@pytest.mark.parametrize(
    ("field", "typed", "answer"),
    [
        ("price", "£1,000.00", Money(100_000)),
        ("price", " 2.5 ", Money(250)),
        ("price", "", None),
        ("weeks", "52", 52),
        ("weeks", "  ", None),
        ("way", "card", Way.CARD),
        ("where", "n", "n"),
        ("where", "", None),
        ("email", "sam@example.org", "sam@example.org"),
        ("why", " so\r\nI can ", "so\nI can"),
        ("code", " 12 ", " 12 "),
        ("sure", "y", True),
    ],
)
def test_good_answers_are_read(field: str, typed: str, answer: object) -> None:
    assert read(field, typed) == (answer, [])


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("price", "1.005", "no more than 2 numbers"),
        ("price", "-3", "Enter an amount in pounds"),
        ("price", "0", "more than £0"),
        ("price", "1000.01", "£1,000 or less"),
        ("price", "9" * 400, "Enter"),
        ("weeks", "1e9", "whole number"),
        ("weeks", "٣", "whole number"),
        ("weeks", "-1", "1 or more"),
        ("weeks", "9" * 400, "52 or fewer"),
        ("weeks", "-" + "9" * 400, "1 or more"),
        ("weeks", "--5", "whole number"),
        ("way", "cash", "Choose one of the answers"),
        ("where", "west", "Choose one of the answers"),
        ("needs", "c", "Choose one of the answers"),
        ("email", "sam@home", "right form"),
        ("email", "a b@example.org", "right form"),
        ("why", "x" * 11, "10 characters or fewer. You used 11."),
        ("start", "27", "must have a month"),
    ],
)
def test_odd_answers_get_a_sentence(field: str, typed: str, words: str) -> None:
    _, [said] = read(field, typed)
    assert words in said


@pytest.mark.parametrize(
    ("parts", "answer"),
    [
        (("27", "3", "2026"), date(2026, 3, 27)),
        (("1", "March", "2026"), date(2026, 3, 1)),
        (("", "", ""), None),
        (("31", "2", "2026"), "Enter a real date"),
        (("٣", "3", "2026"), "Enter a real date"),
        (("1", "1", "26"), "4 numbers"),
        (("1", "1", "0000"), "Enter a real date"),
        (("1", "1", "1999"), "1 January 2020 or later"),
        (("", "1", "2026"), "must have a day"),
        (("1", "1", "2026", "1"), "twice"),
        (("9" * 400, "1", "2026"), "Enter a real date"),
    ],
)
def test_days_come_in_three_boxes(app: Citronella, parts: tuple[str, ...], answer: object) -> None:
    day, said = read("start", *parts)
    assert day == answer if not isinstance(answer, str) else answer in said[0]
    with app.test_request_context():
        assert "govuk-date-input" in Everything(MultiDict([("start", part) for part in parts])).start()


def test_several_may_be_ticked_once_each() -> None:
    assert read("needs", "b", "a", "b") == (["a", "b"], [])


@pytest.mark.parametrize("field", ["price", "weeks", "way", "where", "email", "why", "code"])
def test_two_answers_to_one_question_are_refused(field: str) -> None:
    _, [said] = read(field, "1", "1")
    assert "twice" in said


def test_a_file_is_known_by_its_content() -> None:
    def sent(content: bytes, name: str = "a.png") -> FileStorage:
        return FileStorage(BytesIO(content), name)

    assert read("receipt", sent(PNG, "virus.exe")) == (Upload("virus.exe", "image/png", PNG), [])
    assert "Choose a photo" in read("receipt", sent(b"<svg onload=1>"))[1][0]
    assert "empty" in read("receipt", sent(b""))[1][0]
    assert "smaller" in read("receipt", sent(PNG + b"x" * 1000))[1][0]
    assert read("receipt", "not a file") == (None, [])


def test_what_was_typed_stays_in_its_box_but_secrets_do_not(app: Citronella) -> None:
    form = Everything(MultiDict({"weeks": '"><b>', "code": "hush"}))
    form.validate()
    with app.test_request_context():
        assert "&#34;&gt;&lt;b&gt;" in form.weeks()
        assert "hush" not in form.code()


def test_a_refusal_of_the_domain_goes_to_its_field_or_on_top() -> None:
    form = Everything(MultiDict())
    form.validate()
    form.take(BadInput("Too dear.", "price"))
    form.take(BadInput("The day is a holiday.", "start"))
    form.take(BadInput("Not now."))
    assert form.mistakes() == [("Not now.", ""), ("Too dear.", "price"), ("The day is a holiday.", "start-day")]
