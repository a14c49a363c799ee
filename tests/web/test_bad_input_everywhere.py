"""Every form, filled in as nobody should: it never breaks, nothing is kept, and what was typed comes back (T10).

The forms are read from the pages that the access table lets somebody see, so a new form is here from its first day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote_plus

import pytest
from werkzeug.test import TestResponse

from app.kernel.ids import new_token
from app.kernel.once import FORM_TOKEN_FIELD
from tests.architecture.access_table import rows
from tests.support.houses import Houses, Question, changed, open_houses, status_of
from tests.support.neighbours import standing, work

TYPED = "Zwölf & <b>7</b> 🙂"
BAD: dict[str, Callable[[str], str]] = {
    "nothing": lambda _: "",
    "nul": lambda _: "a\x00b",
    "control": lambda _: "a\x07b\x1b",
    "huge": lambda _: "1" + "0" * 30,
    "negative": lambda _: "-5",
    "fraction": lambda _: "0.001",
    "long": lambda _: "x" * 100_000,
    "typed": lambda name: {"day": "31", "month": "2", "year": "2026"}.get(name.rsplit("-", 1)[-1], TYPED),
    "digits": lambda _: "٣²",
    "surrogate": lambda _: "\ufffe\u202e",
}
TEXT = {"text", "textarea", "email", "tel", "search", "number", "date", "url"}
LEAST_FORMS = 60
# What these changed is theirs to keep: who looked, when somebody was last here, tries to sign in.
MAY_CHANGE = {"auth_session", "audit_entry", "audit_words", "seal", "sign_in_attempt"}


@dataclass
class Form:
    """A form as a page shows it: where it goes, and its questions with their kinds and first answers."""

    action: str
    fields: dict[str, tuple[str, str]] = field(default_factory=dict)


class Forms(HTMLParser):
    """Reads the forms that are sent, not those that search."""

    def __init__(self, here: str, page: str) -> None:
        super().__init__()
        self.here, self.found, self._open = here, [], None
        self.feed(page)

    found: list[Form]
    _open: Form | None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form" and said.get("method", "").lower() == "post":
            self._open = Form(said.get("action") or self.here)
            self.found.append(self._open)
        elif tag in {"input", "textarea", "select", "button"} and self._open is not None and said.get("name"):
            kind = said.get("type", "text") if tag in {"input", "button"} else tag
            self._open.fields.setdefault(said["name"], (kind, said.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None


@pytest.fixture(params=["sqlite", "postgresql"])
def houses(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Houses]:
    with open_houses(request.param, tmp_path) as made:
        yield made


def test_no_form_breaks_or_keeps_what_it_refused(houses: Houses) -> None:
    forms = _forms(houses)
    assert len(forms) >= LEAST_FORMS, sorted(forms)
    on_sqlite = houses.app.world.database.engine.dialect.name == "sqlite"
    ways = BAD if on_sqlite else {name: BAD[name] for name in ("nul", "huge", "surrogate")}
    before, wrong = houses.kept(), []
    for endpoint, (key, form) in forms.items():
        for way, bad in ways.items():
            answer = _send(houses, key, form, _filled(form, bad))
            wrong += [f"{endpoint} ({key}, {way}): {status_of(answer)}"] if status_of(answer) >= 500 else []
            wrong += [f"{endpoint}: lost {name}" for name in _lost(form, answer)] if way == "typed" else []
        for way, body in _broken(form).items():
            answer = _send(houses, key, form, body)
            wrong += [f"{endpoint} ({key}, {way}): {status_of(answer)}"] if status_of(answer) >= 500 else []
    assert not wrong, "\n".join(wrong)
    assert changed(before, houses.kept()) <= MAY_CHANGE


def _forms(houses: Houses) -> dict[str, tuple[str, Form]]:
    """One form for each address that takes one, and somebody who was shown it."""
    found: dict[str, tuple[str, Form]] = {}
    match = houses.app.url_map.bind("localhost").match
    for rule in houses.app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint in {"static", "examples.components"}:
            continue
        for key in _who_looks(houses, rows()[rule.endpoint]):
            answer = houses.ask(Question(rule, "jo", key))
            page = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
            for form in Forms(houses.path(rule, houses.belongings["jo"]), page).found:
                endpoint, _ = match(form.action.split("?")[0], "POST")
                found.setdefault(endpoint, (key, form))
    return found


def _who_looks(houses: Houses, words: list[str]) -> list[str]:
    """Two of those who may come: they may be shown different forms."""
    named = {word.removeprefix("any:") for word in words}
    keys = ["jo", "kit", "mo", "fin", "cora", "ada", "bo", "gwen", "pat", "sunita", "lin"]
    may = [key for key in keys if named & (standing(key, "jo") | work(houses.viewers[key]) | {"everyone", "house"})]
    return ["nobody"] if "anyone" in words else may[:2]


def _filled(form: Form, bad: Callable[[str], str]) -> bytes:
    """Every question that is typed answered badly, every other one with something that was not offered."""
    pairs = []
    for name, (kind, value) in form.fields.items():
        if kind in TEXT or kind == "password":
            pairs.append((name, bad(name)))
        elif kind in {"hidden", "submit"}:
            pairs.append((name, value))
        elif kind != "file":
            pairs.append((name, value or bad(name)))
    return _encoded(pairs)


def _broken(form: Form) -> dict[str, bytes]:
    """Forms that no browser sends: in another encoding, everything twice, choices never offered, endless names."""
    names = [name for name in form.fields if name not in {"csrf_token", FORM_TOKEN_FIELD}]
    return {
        "latin-1": b"&".join(quote_plus(name).encode() + b"=%E9%FF%FE" for name in names),
        "latin-1 name": b"%E9%FF=1",
        "twice": _encoded([(name, "1") for name in names for _ in range(2)]),
        "not offered": _encoded([(name, "no such answer") for name in names]),
        "longest": _encoded([(name, str(2**63)) for name in names]),
        "endless name": _encoded([("n" * 5_000, "1")]),
    }


def _encoded(pairs: list[tuple[str, str]]) -> bytes:
    ours = {"csrf_token", FORM_TOKEN_FIELD}
    text = "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in pairs if name not in ours)
    return text.encode()


def _send(houses: Houses, key: str, form: Form, body: bytes) -> TestResponse:
    tokens = f"csrf_token={quote_plus(houses.csrf[key])}&{FORM_TOKEN_FIELD}={new_token()}&".encode()
    return houses.app.test_client(use_cookies=False).post(
        form.action,
        data=tokens + body,
        headers={"Cookie": houses.cookies[key], "Content-Type": "application/x-www-form-urlencoded"},
        buffered=True,
    )


def _lost(form: Form, answer: TestResponse) -> list[str]:
    """Questions whose typed answer a page that refuses it does not show again."""
    if answer.status_code != 422:
        return []
    page = unescape(answer.get_data(as_text=True))
    typed = [name for name, (kind, _) in form.fields.items() if kind in TEXT]
    return [name for name in typed if BAD["typed"](name) not in page]
