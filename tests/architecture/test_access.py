"""Each role, each address, one's own and another's record, answered as the table says (T4)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.web.shell.pages import terms_of
from tests.architecture.access_table import rows
from tests.support.houses import NOBODY, Houses, Question, changed, open_houses, status_of
from tests.support.neighbours import EVERYBODY, WHO, standing, work

NOT_FOUND, TO_SIGN_IN, TOLD_NO, WELCOME, STOPPED = "not found", "to sign-in", "told no", "welcome", "stopped"
WHOEVER = {"anyone": WELCOME, "outside": STOPPED, "secret": NOT_FOUND, "half": TO_SIGN_IN}
"""What these words mean for whoever comes."""
NEAR = sorted({key for near in WHO.values() for keys in near.values() for key in keys} | {"zed"})
"""Who might mix up Jo's and Noor's; for everybody else both are the same."""
PLANNERS = {"jo", "noor", "dee"}
TOGETHER = (("plan_id", "goal_id"), ("plan_id", "item_id"), ("programme_id", "seat_id"))
NAMES = {"jo": "Jo Wren", "noor": "Noor Bailey"}
# Whoever meets them knows their name; a broker reads what they like to be called; accounts have names.
KNOW_THE_NAME = {"self", "keyworker", "lead", "manager", "admin"}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def houses(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Houses]:
    with open_houses(request.param, tmp_path_factory.mktemp("access")) as made:
        yield made


def test_each_role_at_each_address_with_each_record(houses: Houses) -> None:
    table, wrong = rows(), []
    rules = {rule.endpoint: rule for rule in houses.app.url_map.iter_rules()}
    assert rules.keys() == table.keys(), "place every address in tests/architecture/access_table.py"
    questions = [one for rule in rules.values() for one in _questions(houses, rule)]
    at_the_door = {one for one in questions if not _passes_the_door(houses, one)}
    wrong += [
        f"{one.key}, {one.rule.endpoint}: turned away"
        for one in at_the_door
        if _expected(houses, one) not in {NOT_FOUND, TO_SIGN_IN}
    ]
    # The door is one for all addresses: at each address one of those it stops tries to come through it.
    tried = {one.rule.endpoint: one for one in sorted(at_the_door, key=lambda one: hash((one.rule.endpoint, one.key)))}
    asking = [one for one in questions if one not in at_the_door or one.key == NOBODY] + list(tried.values())
    refused = [one for one in asking if _expected(houses, one) is not WELCOME]
    before = houses.kept()
    for one in refused:
        wrong += _judged(houses, one, houses.ask(one))
    assert not wrong, "\n".join(wrong)
    assert changed(before, houses.kept()) <= {"auth_session"}, "somebody who was refused left something behind"
    for one in asking:
        if one not in refused:
            wrong += _judged(houses, one, houses.ask(one))
    assert not wrong, "\n".join(wrong)
    assert len(questions) > 4_000
    assert len(asking) > 1_500


def test_what_is_mine_does_not_open_what_is_yours(houses: Houses) -> None:
    """An address with two numbers in it, one of one's own and one of somebody else's."""
    found, asked = [], 0
    for rule in houses.app.url_map.iter_rules():
        inner = next((inner for outer, inner in TOGETHER if {outer, inner} <= rule.arguments), "")
        for mine, yours in (("jo", "noor"), ("noor", "jo")) if inner else ():
            mixed = {**houses.belongings[mine], inner: houses.belongings[yours][inner]}
            for key in (*NEAR, "cora"):
                asked += 1
                status = status_of(houses.ask(Question(rule, mine, key), mixed))
                found += [f"{key} {rule.rule}: {status}"] if status != 404 else []
    assert found == []
    assert asked > 100


def _questions(houses: Houses, rule: Rule) -> Iterator[Question]:
    """Whose record is asked for at an address, and by whom."""
    assert rule.arguments <= houses.belongings["jo"].keys(), f"{rule.rule}: give Jo one of these"
    everywhere = WHOEVER.keys() & set(rows()[rule.endpoint])
    yield from (Question(rule, "jo", key) for key in ((NOBODY, "jo", "zed") if everywhere else (NOBODY, *EVERYBODY)))
    if rule.arguments and not everywhere and rule.arguments <= houses.belongings["noor"].keys():
        yield from (Question(rule, "noor", key) for key in NEAR)


def _passes_the_door(houses: Houses, one: Question) -> bool:
    terms = terms_of(houses.app.view_functions[one.rule.endpoint])
    return terms is None or terms.who.welcomes(houses.viewers.get(one.key))


def _judged(houses: Houses, one: Question, answer: TestResponse) -> list[str]:
    """What is wrong with an answer, in words; nothing when it is as the table says."""
    got, expected = _said(answer), _expected(houses, one)
    about = f"{one.key}, {one.rule.endpoint} of {one.whose}"
    found = [] if got == expected else [f"{about}: {got} ({status_of(answer)}), expected: {expected}"]
    open_to_all = "anyone" in rows()[one.rule.endpoint]  # where the demo offers everybody's button
    if not open_to_all and answer.mimetype == "text/html" and answer.status_code != 404:
        page = answer.get_data(as_text=True)
        for person, name in NAMES.items():
            if name in page and not standing(one.key, person) & KNOW_THE_NAME:
                found.append(f"{about}: shows the name {name}")
    return found


def _expected(houses: Houses, one: Question) -> str:
    words = set(rows()[one.rule.endpoint])
    for word, answer in WHOEVER.items():
        if word in words:
            return TO_SIGN_IN if "out" in words else answer
    if one.key == NOBODY:
        return TO_SIGN_IN
    can_do = work(houses.viewers[one.key])
    held = standing(one.key, one.whose) | {f"any:{word}" for word in can_do} | {"everyone"}
    held |= {"any:planner"} if one.key in PLANNERS else set()
    held |= {"house"} if can_do != {"provider"} else set()
    if held & words:
        return TO_SIGN_IN if "out" in words else WELCOME
    return TOLD_NO if {f"-{word}" for word in held} & words else NOT_FOUND


def _said(answer: TestResponse) -> str:
    status = status_of(answer)
    if status in {302, 303}:
        to_sign_in = answer.headers["Location"].split("?")[0] == "/sign-in"
        return TO_SIGN_IN if to_sign_in else WELCOME
    known = {404: NOT_FOUND, 403: TOLD_NO, 400: STOPPED, 200: WELCOME, 409: WELCOME, 422: WELCOME}
    return known.get(status, f"status {status}")
