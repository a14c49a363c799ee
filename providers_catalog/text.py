"""Other people's text as plain text: paragraphs apart by a blank line, list items beginning with "- "."""

import re
from html.parser import HTMLParser
from itertools import takewhile

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
# What Word leaves behind: "<![if !supportLists]>". Python's parser stops the program at the odd ones.
_MARKED_SECTION = re.compile(r"<!\[[^>]*>?")
_BULLET = re.compile(r"^(?:[•·●▪‣◦§–\ue000-\uf8ff*-]|o(?=\s{2,}))\s*")
_LINE_END = re.compile(r"\r\n|\r|\n")
_SPACES = re.compile(r"\s+")
_WITHOUT_WIDTH = re.compile("[\u200b\u200c\u200d\u2060\ufeff]")
_ENDED = re.compile(r"[.!?:;)”’]$")
_BREAKING_TAGS = {"p", "br", "div", "ul", "ol", "tr", "h1", "h2", "h3", "h4", "h5", "h6"}
_HIDDEN_TAGS = {"script", "style"}

SHORTEST_UNMARKED_LIST = 3
LONGEST_BARE_ITEM = 60


def one_line(text: str) -> str:
    """A name or label: every run of white space becomes one space."""
    return " ".join(_WITHOUT_WIDTH.sub("", without_tags(text)).split())


def paragraphs(text: str) -> str:
    """A description: bullets of every kind become "- " items, wrapped lines are joined again."""
    blocks: list[str] = []
    lines: list[str] = []
    follows_a_blank: list[bool] = []
    blank = True
    for raw in _LINE_END.split(without_tags(text)):
        if line := _line(raw):
            lines.append(line)
            follows_a_blank.append(blank)
        blank = not line
    for number, line in enumerate(lines):
        if _in_unmarked_list(lines, number):
            blocks.append("- " + line)
        elif not follows_a_blank[number] and _continues(blocks[-1], line):
            blocks[-1] += " " + line
        else:
            blocks.append(line)
    return _laid_out(blocks)


def first_sentence(text: str, longest: int = 160) -> str:
    """The start of a description, for a list of results, cut at a sentence or a word."""
    start = next((block for block in text.split("\n") if block), "").removeprefix("- ")
    sentence = re.split(r"(?<=[.!?])\s", start, maxsplit=1)[0]
    if len(sentence) <= longest:
        return sentence
    return sentence[: longest - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def without_tags(text: str) -> str:
    """HTML as the text it shows. Text without tags comes back as it was."""
    if not _TAG.search(text):
        return text
    reader = _TextOnly()
    reader.feed(_MARKED_SECTION.sub("", text))
    reader.close()
    return "".join(reader.pieces)


class _TextOnly(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN_TAGS:
            self.hidden += 1
        elif tag == "li":
            self.pieces.append("\n- ")
        elif tag in _BREAKING_TAGS:
            self.pieces.append("\n\n" if tag == "p" else "\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN_TAGS:
            self.hidden = max(0, self.hidden - 1)
        elif tag in _BREAKING_TAGS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.pieces.append(data)


def _line(raw: str) -> str:
    raw = _WITHOUT_WIDTH.sub("", raw).strip()
    bullet = _BULLET.match(raw)
    if not bullet:
        return _SPACES.sub(" ", raw).strip()
    words = _SPACES.sub(" ", raw[bullet.end() :]).strip()
    return words and "- " + words


def _in_unmarked_list(lines: list[str], number: int) -> bool:
    """Three lines in a row that look like items of one kind were a list that lost its bullets."""
    alike = _starts_small if _starts_small(lines[number]) else _is_bare_and_short
    onward = takewhile(alike, lines[number : number + SHORTEST_UNMARKED_LIST])
    back = takewhile(alike, reversed(lines[max(0, number - SHORTEST_UNMARKED_LIST) : number]))
    return alike(lines[number]) and len([*onward, *back]) >= SHORTEST_UNMARKED_LIST


def _starts_small(line: str) -> bool:
    return line[0].islower()


def _is_bare_and_short(line: str) -> bool:
    itself_an_item = _starts_small(line) or line.startswith("- ")
    return len(line) <= LONGEST_BARE_ITEM and not itself_an_item and not _ENDED.search(line)


def _continues(block: str, words: str) -> bool:
    """A wrapped line: the last one had not ended, and this one starts in small letters."""
    return words[0].islower() and not _ENDED.search(block)


def _laid_out(blocks: list[str]) -> str:
    text = ""
    for number, block in enumerate(blocks):
        both_items = number > 0 and block.startswith("- ") and blocks[number - 1].startswith("- ")
        text += ("\n" if both_items else "\n\n") * (number > 0) + block
    return text
