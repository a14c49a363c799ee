"""Every URL declares who may come; looking cannot write; pressing twice is safe or says why it need not be."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.routing import Rule

from app import create_app
from app.web.shell.dispatch import Citronella
from app.web.shell.pages import Pages, Terms, terms_of
from config import Config

ROOT = Path(__file__).resolve().parents[2]
# Flask's own, for built files: open to all, and nothing in them is about anybody.
FLASKS_OWN = {"static"}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Citronella:
    folder = tmp_path_factory.mktemp("instance")
    return create_app(Config.from_environment({"APP_ENV": "test", "INSTANCE_FOLDER": str(folder)}))


def ours(app: Citronella) -> Iterator[tuple[Rule, Terms | None]]:
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in FLASKS_OWN:
            yield rule, terms_of(app.view_functions[rule.endpoint])


def test_every_url_declares_who_may_come(app: Citronella) -> None:
    assert [rule.rule for rule, terms in ours(app) if terms is None] == []
    assert len(list(ours(app))) >= 7


def test_every_blueprint_is_pages(app: Citronella) -> None:
    assert [name for name, pages in app.blueprints.items() if not isinstance(pages, Pages)] == []


def test_an_address_is_looked_at_or_acted_on_never_both(app: Citronella) -> None:
    ways = {rule.endpoint: (rule.methods or set()) - {"HEAD", "OPTIONS"} for rule, _ in ours(app)}
    assert {endpoint: way for endpoint, way in ways.items() if way not in ({"GET"}, {"POST"})} == {}


def test_every_form_acts_once_or_says_why_not(app: Citronella) -> None:
    acting = [(rule.rule, terms) for rule, terms in ours(app) if "POST" in (rule.methods or set())]
    assert acting
    assert [address for address, terms in acting if terms is None or not (terms.once or terms.because)] == []


def test_places_in_the_header_need_nothing_in_their_address(app: Citronella) -> None:
    assert [rule.rule for rule, terms in ours(app) if terms and terms.place and rule.arguments] == []


def test_no_view_commits_or_opens_a_transaction() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sorted((ROOT / "app" / "web").rglob("views*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in {"commit", "rollback", "writing", "write_session"}
    ]
    assert found == []
