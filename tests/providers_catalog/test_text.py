"""Other people's text comes out as paragraphs and list items."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers_catalog.text import first_sentence, one_line, paragraphs
from providers_catalog.times import DAY_CODES, in_words


@pytest.mark.parametrize(
    ("given", "tidy"),
    [
        ("", ""),
        ("One.\r\nTwo.", "One.\n\nTwo."),
        ("Help with:  \n•\tdebt\n·  bills\n - rent", "Help with:\n\n- debt\n- bills\n- rent"),
        ("- safely manage money and   \n    reduce debt.", "- safely manage money and reduce debt."),
        (
            "For women\naccess to homes\naccess to work\naccess to money",
            "For women\n\n- access to homes\n- access to work\n- access to money",
        ),
        ("Needs:\n\nAccommodation\n \nETE\n\nDebt", "Needs:\n\n- Accommodation\n- ETE\n- Debt"),
        ("a\u202fb\u200b c", "a b c"),
        ("3 < 4 and 5 > 2", "3 < 4 and 5 > 2"),
        ("<p>Tea &amp; talk</p>", "Tea & talk"),
        ("<b>a</b><![xyz[ ]]>b<![if !x", "ab"),
    ],
)
def test_paragraphs(given: str, tidy: str) -> None:
    assert paragraphs(given) == tidy


def test_a_name_is_one_line() -> None:
    assert one_line("  Gym\n\t pass ") == "Gym pass"


def test_a_summary_is_the_first_sentence_or_as_many_words_as_fit() -> None:
    assert first_sentence("Come in. Sit down.") == "Come in."
    long = first_sentence("word " * 100)
    assert len(long) <= 160
    assert long.endswith("word…")


@pytest.mark.parametrize(
    ("frequency", "interval", "days", "opens_at", "closes_at", "words"),
    [
        ("WEEKLY", 1, ("MO", "TH"), time(10), time(12, 30), "Monday and Thursday, 10am to 12:30pm"),
        ("WEEKLY", 2, ("TU",), time(9), None, "Tuesday, every 2 weeks, from 9am"),
        ("MONTHLY", 1, ("SA",), None, time(12), "Saturday, once a month, until midday"),
        ("WEEKLY", 1, DAY_CODES, time(0), time(23, 59), "Every day, day and night"),
        ("WEEKLY", 1, DAY_CODES[:6], None, None, "Monday to Saturday"),
        ("WEEKLY", 1, ("MO", "WE", "FR"), None, None, "Monday, Wednesday and Friday"),
        (None, 1, (), None, None, ""),
    ],
)
def test_times_in_words(
    frequency: str | None,
    interval: int,
    days: tuple[str, ...],
    opens_at: time | None,
    closes_at: time | None,
    words: str,
) -> None:
    assert in_words(frequency, interval, days, opens_at, closes_at) == words


@given(st.text(alphabet="<>![]/&;#-abc \n•", max_size=60))
def test_no_text_however_broken_stops_the_reader(text: str) -> None:
    tidy = paragraphs(text)
    assert "\n\n\n" not in tidy
    assert tidy == tidy.strip()
