"""Text as it reaches us: control characters are refused once, centrally (T10)."""

import unicodedata

_WELCOME = {"\n", "\r", "\t"}


def first_control_character(text: str) -> str | None:
    """The first character that has no business in typed text, or None. Line ends and tabs are welcome.

    Lone surrogates and the invisible characters that turn reading direction around are refused too: they can
    make one name look like another.
    """
    for character in text:
        if character in _WELCOME or (character.isascii() and character.isprintable()):
            continue
        if unicodedata.category(character) in {"Cc", "Cs"} or character in "\u202a\u202b\u202d\u202e\u2066\u2067\u2068":
            return character
    return None


def tidy(text: str) -> str:
    """Typed text with its ends trimmed and its line ends made alike."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
