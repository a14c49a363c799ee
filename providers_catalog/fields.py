"""One row of a directory, read field by field: forgiving in what it takes, and noting what it forgave."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from uuid import NAMESPACE_URL, UUID, uuid5

from providers_catalog.notes import Notes
from providers_catalog.shape import Json, Kind
from providers_catalog.text import one_line, paragraphs

LONGEST_LINE = 300
LONGEST_TEXT = 20_000
LONGEST_AS_WRITTEN = 200_000
OLDEST_PERSON = 120

_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(?::\d{2}(?:\.\d+)?)?\s*(am|pm)?(?:Z|[+-]\d{2}:?\d{2})?", re.I)


def made_id(feed: str, kind: str, given: str) -> str:
    """The same UUID every time for the same thing of the same feed."""
    return str(uuid5(NAMESPACE_URL, f"{feed}/{kind}/{given}"))


@dataclass(frozen=True, slots=True)
class Row:
    """Some fields, where they were found, and the notes to write about them in."""

    feed: str
    kind: Kind
    where: str
    fields: Json
    notes: Notes

    def coerced(self, what: str) -> None:
        """Note that this row was read differently from how it was written."""
        self.notes.coerced(self.kind, self.where, what)

    def rejected(self, what: str) -> None:
        """Note that this row does not come in."""
        self.notes.rejected(self.kind, self.where, what)

    def line(self, name: str, longest: int = LONGEST_LINE) -> str:
        """A name or label on one line; empty when absent."""
        return self._cut(name, one_line(self._text(name)), longest)

    def long_text(self, name: str) -> str:
        """A description as paragraphs; empty when absent."""
        return self._cut(name, paragraphs(self._text(name)), LONGEST_TEXT)

    def uuid(self, kind: str, otherwise: str = "") -> str:
        """This row's UUID: its own, or one made from what it calls itself, or from ``otherwise``."""
        given = self.line("id")
        try:
            return str(UUID(given))
        except ValueError:
            pass
        if not (given or otherwise):
            return ""
        self.coerced(f"The id “{given[:40]}” is not a UUID; one was made from it.")
        return made_id(self.feed, kind, given or otherwise)

    def url(self, name: str) -> str:
        """A web address that is safe to link to; empty when absent or of another kind."""
        given = self.line(name)
        if given and "://" not in given and re.fullmatch(r"[\w-]+(\.[\w-]+)+([/?#]\S*)?", given):
            self.coerced(f"“{name}” had no https:// in front.")
            return "https://" + given
        if given and not re.fullmatch(r"https?://[^\s<>\"']+", given, re.IGNORECASE):
            self.coerced(f"“{name}” is not a web address and was left out.")
            return ""
        return given

    def email(self, name: str) -> str:
        """An e-mail address; empty when absent or malformed."""
        given = self.line(name)
        if given and not re.fullmatch(r"[^\s@<>\"']+@[^\s@<>\"']+\.[^\s@<>\"']+", given):
            self.coerced(f"“{name}” is not an e-mail address and was left out.")
            return ""
        return given

    def number(self, name: str, lowest: float, highest: float) -> float | None:
        """A number between the two limits; ``None`` when absent or outside them."""
        given = self.fields.get(name)
        if given is None or given == "":
            return None
        number: float | None = None
        if isinstance(given, str) and re.fullmatch(r"\s*-?\d{1,9}(\.\d{1,15})?\s*", given):
            number = float(given)
            self.coerced(f"“{name}” was text, read as the number {number:g}.")
        elif isinstance(given, int | float) and not isinstance(given, bool):
            number = given if lowest <= given <= highest else None
        if number is None or not lowest <= number <= highest:
            self.coerced(f"“{name}” is not a number from {lowest:g} to {highest:g} and was left out.")
            return None
        return number

    def whole(self, name: str, lowest: int, highest: int) -> int | None:
        """A whole number between the two limits; ``None`` when absent or anything else."""
        number = self.number(name, lowest, highest)
        if number is not None and number != int(number):
            self.coerced(f"“{name}” is not a whole number and was left out.")
            return None
        return None if number is None else int(number)

    def ages(self) -> tuple[int | None, int | None]:
        """Youngest and oldest; both dropped when they contradict each other."""
        least = self.whole("minimum_age", 0, OLDEST_PERSON)
        most = self.whole("maximum_age", 0, OLDEST_PERSON)
        if least is not None and most is not None and least > most:
            self.coerced("The lowest age is above the highest; both were left out.")
            return None, None
        return least, most

    def flag(self, name: str) -> bool | None:
        """Yes, no, or ``None`` when the directory does not say."""
        given = self.fields.get(name)
        if given is None or isinstance(given, bool):
            return given
        said = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
        answer = said.get(str(given)[:9].strip().lower())
        read_as = {True: "yes", False: "no", None: "not known"}[answer]
        self.coerced(f"“{name}” was not true or false; read as {read_as}.")
        return answer

    def day(self, name: str) -> date | None:
        """A date; a date with a time after it is taken for its date."""
        given = self.line(name)
        if not given:
            return None
        try:
            day = date.fromisoformat(given[:10])
        except ValueError:
            self.coerced(f"“{name}” is not a date and was left out.")
            return None
        if len(given) > len("2026-01-31"):
            self.coerced(f"“{name}” had a time after the date; the date was kept.")
        return day

    def clock(self, name: str) -> time | None:
        """A time of day from "09:00", "09:00:00" or "9am"."""
        given = self.line(name)
        if not given:
            return None
        read = _CLOCK.fullmatch(given)
        if read and not read[2] and not read[3]:
            read = None
        if read:
            hour, minute = int(read[1]), int(read[2] or 0)
            if read[3] and 1 <= hour <= 12:
                hour = hour % 12 + (12 if read[3].lower() == "pm" else 0)
                self.coerced(f"“{name}” was written {given}.")
            if hour < 24 and minute < 60:
                return time(hour, minute)
        self.coerced(f"“{name}” is not a time of day and was left out.")
        return None

    def choice(self, name: str, allowed: Iterable[str]) -> str:
        """One of the allowed words; empty when absent or another word."""
        given = self.line(name).lower()
        if given and given not in allowed:
            self.coerced(f"“{name}” is “{given[:40]}”, a word we do not know; it was left out.")
            return ""
        return given

    def choice_upper(self, name: str, allowed: Iterable[str]) -> str:
        """One of the allowed capitals; empty when absent or another word."""
        return self.choice(name, [word.lower() for word in allowed]).upper()

    def known(self, name: str, allowed: Iterable[str]) -> set[str]:
        """Those of a list's words that are allowed; the others are noted and left out."""
        said = set(self.lines(name))
        if strangers := sorted(said - set(allowed)):
            self.coerced(f"“{name}” held words we do not know: {', '.join(strangers)[:80]}.")
        return said & set(allowed)

    def child(self, name: str) -> "Row":
        """The fields nested under ``name``; no fields at all when there are none."""
        given = self.fields.get(name)
        if given is not None and not isinstance(given, dict):
            self.coerced(f"“{name}” should hold named fields and was left out.")
        return self._below(f"{self.where}/{name}", self.kind, given if isinstance(given, dict) else {})

    def items(self, name: str) -> list[object]:
        """A list; one thing alone is taken for a list of one."""
        given = self.fields.get(name)
        if given is None:
            return []
        if not isinstance(given, list):
            self.coerced(f"“{name}” should be a list; it was read as a list of one.")
            return [given]
        return given

    def lines(self, name: str) -> list[str]:
        """A list of labels, without the empty ones."""
        items = self.items(name)
        texts = [item for item in items if isinstance(item, str)]
        if len(texts) < len(items):
            self.coerced(f"“{name}” held things that are not text; they were left out.")
        return [line for line in (one_line(text)[:LONGEST_LINE] for text in texts) if line]

    def rows(self, name: str, kind: Kind | None = None) -> list["Row"]:
        """The rows nested under ``name``. With a ``kind`` each is counted, and refused if it has no fields."""
        found = []
        for number, item in enumerate(self.items(name)):
            where = f"{self.where}/{name}/{number}"
            if kind:
                self.notes.seen(kind)
            if isinstance(item, dict):
                found.append(self._below(where, kind or self.kind, item))
            elif kind:
                self.notes.rejected(kind, where, "It has no named fields.")
            else:
                self.coerced(f"{name}/{number} has no named fields and was left out.")
        return found

    def _below(self, where: str, kind: Kind, fields: Json) -> "Row":
        return Row(self.feed, kind, where, fields, self.notes)

    def _text(self, name: str) -> str:
        given = self.fields.get(name)
        if given is None:
            return ""
        if isinstance(given, str):
            return self._cut(name, given, LONGEST_AS_WRITTEN)
        if isinstance(given, int | float) and not isinstance(given, bool):
            return str(given) if name == "id" or abs(given) < 1e15 else ""
        self.coerced(f"“{name}” is not text and was left out.")
        return ""

    def _cut(self, name: str, text: str, longest: int) -> str:
        if len(text) <= longest:
            return text
        self.coerced(f"“{name}” was longer than {longest:,} characters; the rest was cut off.")
        return text[: longest - 1].rstrip() + "…"
