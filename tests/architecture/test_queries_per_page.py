"""The busiest pages ask the database a fixed number of questions, however much there is to show (and few of them).

A limit is what the page needs now. Raise one only with a reason; lower it whenever a page gets better.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import event
from sqlalchemy.orm import Session

from app.kernel import clock
from app.kernel.db import Database
from app.kernel.ids import new_reference
from app.kernel.money import Money
from app.people.models import Caseload, Person
from app.people.vocabulary import Viewer
from tests.conftest import Browsing, Write
from tests.journeys.asking import ask_for_it
from tests.support.buying import come, idea, ordered
from tests.support.cast import Cast

FEW, MANY = 1, 5
NOT_COUNTED = ("BEGIN", "PRAGMA", "SET TRANSACTION", "SELECT pg_catalog")
ClientFor = Callable[[Viewer | None], Browsing]
PAGES: tuple[tuple[str, str, int], ...] = (
    ("sam_viewer", "/home", 15),
    ("kit", "/home", 6),
    ("kit", "/plans/{plan}", 16),
    ("kit", "/plans", 5),
    ("kit", "/caseload", 11),
    ("kit", "/people", 3),
    ("pat", "/approvals", 7),
    ("kit", "/catalogue/search?words=counselling", 6),
    ("sam_viewer", "/requests/1", 15),
    ("kit", "/requests", 3),
    ("sam_viewer", "/statements/{budget}", 8),
    ("sam_viewer", "/deliveries", 5),
    ("bo", "/orders", 4),
    ("gwen", "/provider", 12),
    ("ada", "/users", 6),
)


def test_busy_pages_ask_few_questions_and_no_more_for_more_rows(
    cast: Cast, database: Database, write: Write, client_for: ClientFor
) -> None:
    pages = [(who, address.format(plan=cast.plan.id, budget=cast.budget.id), limit) for who, address, limit in PAGES]
    browsers = {who: client_for(getattr(cast, who)) for who, _, _ in pages}
    write(lambda session: _more(session, cast, FEW))
    few = {(who, path): _asked(database, browsers[who], path) for who, path, _ in pages}
    write(lambda session: _more(session, cast, MANY - FEW))
    wrong = []
    for who, path, limit in pages:
        before, after = few[who, path], _asked(database, browsers[who], path)
        if len(after) != len(before):
            wrong.append(f"{who} {path}: {_what_differs(before, after)}")
        if len(before) > limit:
            wrong.append(f"{who} {path}: {len(before)} statements, over {limit}:\n" + "\n".join(before))
    assert not wrong, "\n\n".join(wrong)


def test_questions_are_counted(cast: Cast, database: Database, client_for: ClientFor) -> None:
    browsing = client_for(cast.kit)
    assert any("auth_session" in statement for statement in _asked(database, browsing, "/caseload"))


def _more(session: Session, cast: Cast, times: int) -> None:
    """So many times: somebody new to work with, a thing that was ordered and came once, and a thing asked for."""
    for _ in range(times):
        person = Person(
            organisation_id=cast.kit.organisation_id,
            team_id=cast.sam.team_id,
            reference=new_reference("P"),
            name="Dee Vale",
            called="Dee",
        )
        session.add(person)
        session.flush()
        began = clock.today() - timedelta(days=3)
        session.add(Caseload(person_id=person.id, keyworker_id=cast.kit.user_id, from_on=began))
        order = ordered(session, cast, price=Money(500), weeks=2, starts_on=clock.today() - timedelta(days=1))
        come(session, cast, order.id, received=1)
        idea(session, cast, price=Money(700), weeks=1, starts_on=clock.today() + timedelta(days=1))
        ask_for_it(cast)(session)


def _asked(database: Database, browsing: Browsing, path: str) -> list[str]:
    """The statements one look at a page sends, once everything that is kept between looks is there."""
    browsing.get(path)
    with _noted(database) as statements:
        answer = browsing.get(path)
    assert answer.status_code == 200, answer.text
    return statements


@contextmanager
def _noted(database: Database) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(NOT_COUNTED):
            statements.append(" ".join(statement.split()))

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def _what_differs(few: list[str], many: list[str]) -> str:
    extra = [statement for statement in many if many.count(statement) > few.count(statement)]
    return f"{len(few)} statements became {len(many)}. More often now:\n" + "\n".join(sorted(set(extra)))
