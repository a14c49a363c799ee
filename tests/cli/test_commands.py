"""The commands an operator types."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from app import create_app, schema
from app.jobs.dispatcher import drain
from app.web.shell.dispatch import Citronella
from config import Config
from tests.conftest import Write
from tests.support.cast import Cast


@pytest.fixture
def empty(tmp_path: Path) -> Citronella:
    """The program on a database with tables and nothing in them."""
    made = create_app(Config.from_environment({"APP_ENV": "test", "INSTANCE_FOLDER": str(tmp_path)}))
    schema.upgrade(made.extensions["citronella"].database)
    return made


BEGIN = ["begin", "--organisation", "Larch Valley", "--administrator", "Ada Quill <ada@larch.example>"]


def test_the_first_two_people_get_a_link_to_choose_a_password(empty: Citronella) -> None:
    done = empty.test_cli_runner().invoke(args=[*BEGIN, "--commissioner", "Cora Finch <cora@larch.example>"])
    assert done.exit_code == 0, done.output
    world = empty.extensions["citronella"]
    drain(world)
    letters = [path.read_text() for path in world.config.outbox_dir.rglob("*.eml")]
    assert len(letters) == 2
    assert all("/sign-in/password/" in letter for letter in letters)
    again = empty.test_cli_runner().invoke(args=[*BEGIN, "--commissioner", "Cora Finch <cora@larch.example>"])
    assert again.exit_code == 1
    assert "There is an organisation already" in again.output


@pytest.mark.parametrize(
    ("commissioner", "words"),
    [("Ada Again <ada@larch.example>", "two people"), ("nobody", "is not a name with an address")],
)
def test_one_person_or_nonsense_is_not_enough(empty: Citronella, commissioner: str, words: str) -> None:
    done = empty.test_cli_runner().invoke(args=[*BEGIN, "--commissioner", commissioner])
    assert done.exit_code == 1
    assert words in done.output


def test_the_books_are_proved_from_the_database_alone(app: Citronella, cast: Cast) -> None:
    done = app.test_cli_runner().invoke(args=["check-books"])
    assert done.exit_code == 0, done.output
    assert "The books are right." in done.output


def test_books_that_are_not_right_end_with_an_error(app: Citronella, write: Write, cast: Cast) -> None:
    write(lambda s: s.execute(text("UPDATE ledger_account SET balance = balance + 5 WHERE account = 'B010'")))
    done = app.test_cli_runner().invoke(args=["check-books"])
    assert done.exit_code == 1
    assert "WRONG: account B010" in done.output


def test_an_anchor_shows_that_the_end_of_the_trail_was_cut_off(app: Citronella, write: Write, cast: Cast) -> None:
    run = app.test_cli_runner()
    assert run.invoke(args=["audit", "anchor"]).exit_code == 0
    assert run.invoke(args=["audit", "verify"]).exit_code == 0
    path = app.extensions["citronella"].config.audit_anchor_file
    number, hash_, at = path.read_text().split()
    path.write_text(f"{int(number) + 1} {hash_} {at}\n")
    done = run.invoke(args=["audit", "verify"])
    assert done.exit_code == 1
    assert "was cut off" in done.output
