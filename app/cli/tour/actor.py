"""Somebody with a browser without scripts: follows links by their words and fills in forms by their labels."""

from __future__ import annotations

import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request
import uuid
from dataclasses import dataclass
from datetime import date

from lxml import html
from lxml.html import HtmlElement

Answer = str | date | bytes | bool


class Stuck(Exception):
    """The actor could not go on: what they wanted to do, and what the page said instead."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file somebody chooses."""

    name: str
    kind: str
    content: bytes


class Actor:
    """One person at one browser."""

    def __init__(self, base: str, name: str = "somebody") -> None:
        self.base, self.name = base, name
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), jar)
        self.page: HtmlElement = html.fromstring("<p></p>")
        self.url = base

    def go(self, path: str) -> Actor:
        """Open an address of ours."""
        return self._open(urllib.request.Request(urllib.parse.urljoin(self.base, path)), f"open {path}")  # noqa: S310

    def follow(self, words: str) -> Actor:
        """Follow the first link that says these words."""
        for link in self.page.iter("a"):
            if words in _said(link) and link.get("href"):
                return self.go(urllib.parse.urljoin(self.url, str(link.get("href"))))
        raise Stuck(f"{self.name} sees no link “{words}” at {self.url}:\n{self.text[:1500]}")

    def send(self, button: str, answers: dict[str, Answer | Upload] | None = None) -> Actor:
        """Fill in the form that has this button, by the labels of its questions, and send it."""
        form = self._form(button)
        fields = _Fields(form, f"{self.name} at {self.url}")
        for label, answer in (answers or {}).items():
            fields.answer(label, answer)
        if (form.get("method") or "get").lower() == "get":
            asked = urllib.parse.urlencode([(name, str(value)) for name, value in fields.values])
            return self.go(urllib.parse.urljoin(self.url, form.get("action") or self.url).split("?")[0] + "?" + asked)
        body, kind = _encoded(fields.values)
        address = urllib.parse.urljoin(self.url, form.get("action") or self.url)
        headers = {"Content-Type": kind, "Origin": self.base.rstrip("/")}
        sent = urllib.request.Request(address, body, headers, method="POST")  # noqa: S310 - our own address
        return self._open(sent, f"press “{button}”")

    def sees(self, words: str) -> Actor:
        """Make sure that the page says something."""
        if words not in self.text:
            raise Stuck(f"{self.name} does not read “{words}” at {self.url}:\n{self.text[:2500]}")
        return self

    def file(self, words: str) -> bytes:
        """Download what a link leads to."""
        for link in self.page.iter("a"):
            if words in _said(link):
                address = urllib.parse.urljoin(self.url, str(link.get("href")))
                with self._opener.open(address) as answer:
                    content: bytes = answer.read()
                return content
        raise Stuck(f"{self.name} sees no file “{words}” at {self.url}")

    @property
    def text(self) -> str:
        """What the page says, in one line."""
        main = self.page.xpath("//main") or [self.page]
        return re.sub(r"\s+", " ", " ".join(part.text_content() for part in main)).strip()

    def _open(self, request: urllib.request.Request, what: str) -> Actor:
        try:
            with self._opener.open(request, timeout=60) as answer:
                self.url, content = answer.geturl(), answer.read()
        except urllib.error.HTTPError as refusal:
            self.page = html.fromstring(refusal.read() or b"<p></p>")
            raise Stuck(f"{self.name} could not {what}: {refusal.code}\n{self.text[:2500]}") from None
        self.page = html.fromstring(content)
        return self

    def _form(self, button: str) -> HtmlElement:
        for form in self.page.iter("form"):
            for pressed in form.iter("button"):
                if button in _said(pressed):
                    return form
        raise Stuck(f"{self.name} sees no button “{button}” at {self.url}:\n{self.text[:2500]}")


class _Fields:
    """A form's values, to be changed by the labels people read."""

    def __init__(self, form: HtmlElement, where: str) -> None:
        self.form, self.where = form, where
        self._held = [(control, _value_of(control)) for control in form.xpath(".//input|.//textarea|.//select")]

    @property
    def values(self) -> list[tuple[str, str | Upload]]:
        """What will be sent, in the order of the form."""
        return [(str(control.get("name")), value) for control, value in self._held if value is not None]

    def answer(self, label: str, answer: Answer | Upload) -> None:
        """Answer one question: its label or legend, and what is typed, chosen or ticked."""
        if isinstance(answer, date):
            for part, value in zip(("Day", "Month", "Year"), (answer.day, answer.month, answer.year), strict=True):
                self._set(self._within(label, part), str(value))
            return
        control = _labelled(self.form, label)
        if control is None:
            control, answer = self._within(label, str(answer)), True
        if control.get("type") == "radio":
            self._held = [(one, None if _same_group(one, control) else value) for one, value in self._held]
            self._set(control, str(control.get("value")))
        elif control.get("type") == "checkbox":
            self._set(control, str(control.get("value") or "on") if answer else None)
        elif control.tag == "select":
            self._set(control, self._option(control, str(answer)))
        else:
            self._set(control, answer if isinstance(answer, Upload) else str(answer))

    def _within(self, legend: str, words: str) -> HtmlElement:
        """The control with this label inside the group with this legend."""
        for group in self.form.iter("fieldset"):
            said = next((_said(one) for one in group.iter("legend")), "")
            if said.startswith(legend):
                found = _labelled(group, words)
                if found is not None:
                    return found
        raise Stuck(f"{self.where}: no question “{legend}” with an answer “{words}”")

    def _set(self, control: HtmlElement, value: str | Upload | None) -> None:
        self._held = [(one, value if one is control else before) for one, before in self._held]

    def _option(self, control: HtmlElement, words: str) -> str:
        for option in control.iter("option"):
            if _said(option).startswith(words):
                return str(option.get("value"))
        raise Stuck(f"{self.where}: no choice “{words}”")


def _value_of(control: HtmlElement) -> str | Upload | None:
    """What a control would send untouched; None when it would not be sent."""
    if not control.get("name"):
        return None
    if control.tag == "select":
        return next((str(option.get("value")) for option in control.iter("option") if "selected" in option.attrib), "")
    if control.tag == "textarea":
        return str(control.text or "").removeprefix("\n")
    if control.get("type") in {"radio", "checkbox"}:
        return str(control.get("value") or "on") if "checked" in control.attrib else None
    return None if control.get("type") == "file" else str(control.get("value") or "")


def _same_group(one: HtmlElement, other: HtmlElement) -> bool:
    return bool(one.get("type") == "radio" and one.get("name") == other.get("name"))


def _labelled(group: HtmlElement, words: str) -> HtmlElement | None:
    """The control with this label; one that says just this first, then one that begins so."""
    labels = [(_said(label), label) for label in group.iter("label")]
    exact = [label for said, label in labels if said == words]
    for label in exact + [label for said, label in labels if said.startswith(words)]:
        found = group.xpath(".//*[@id=$id]", id=label.get("for"))
        if found:
            control: HtmlElement = found[0]
            return control
    return None


def _said(element: HtmlElement) -> str:
    return re.sub(r"\s+", " ", element.text_content()).strip()


def _encoded(values: list[tuple[str, str | Upload]]) -> tuple[bytes, str]:
    """As a browser sends it: as text, or in parts when there is a file."""
    if not any(isinstance(value, Upload) for _, value in values):
        plain = [(name, str(value)) for name, value in values]
        return urllib.parse.urlencode(plain).encode(), "application/x-www-form-urlencoded"
    boundary = uuid.uuid4().hex
    parts = []
    for name, value in values:
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"'
        if isinstance(value, Upload):
            head += f'; filename="{value.name}"\r\nContent-Type: {value.kind}'
        content = value.content if isinstance(value, Upload) else value.encode()
        parts.append(head.encode() + b"\r\n\r\n" + content + b"\r\n")
    return b"".join(parts) + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"
