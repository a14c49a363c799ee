"""Open the JSON files of a directory, or say in plain English why that cannot be done."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from providers_catalog.notes import Notes

LARGEST_FILE_BYTES = 64 * 1024 * 1024
DEEPEST_NESTING = 40

# Neither PostgreSQL nor a browser can hold NUL, the other controls or half a surrogate pair.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class UnreadableDirectory(Exception):
    """The path given does not lead to a provider directory. The message is for a person."""


@dataclass(frozen=True, slots=True)
class Document:
    """One JSON file: where it was found (relative to the path asked for) and what it holds."""

    where: str
    content: object


def open_documents(path: Path, notes: Notes) -> list[Document]:
    """Every JSON file at ``path``. In a folder, a bad file is rejected and the rest are read."""
    documents, refusals = [], []
    for file, where in _files(path, notes):
        notes.seen("file")
        try:
            documents.append(Document(where, _content(file, where, notes)))
        except _BadFile as reason:
            notes.rejected("file", where, str(reason))
            refusals.append(f"{where}: {reason}")
    if not documents:
        raise UnreadableDirectory(_nothing_readable(path, refusals))
    return documents


class _BadFile(Exception):
    """This one file cannot be read, and why."""


def _files(path: Path, notes: Notes) -> Iterator[tuple[Path, str]]:
    try:
        if path.is_file():
            yield path, path.name
        elif path.is_dir():
            yield from _json_files_below(path, notes)
        else:
            raise UnreadableDirectory(f"There is no file or folder at “{path}”. Check the spelling.")
    except (OSError, ValueError) as error:
        raise UnreadableDirectory(f"“{path}” could not be opened: {_reason(error)}.") from error


def _json_files_below(folder: Path, notes: Notes) -> Iterator[tuple[Path, str]]:
    for file in sorted(folder.rglob("*")):
        if not file.is_file():
            continue
        where = file.relative_to(folder).as_posix()
        if file.suffix.lower() == ".json":
            yield file, where
        else:
            notes.ignored("file", where, "Not a .json file, so it was left alone.")


def _content(file: Path, where: str, notes: Notes) -> object:
    try:
        if file.stat().st_size > LARGEST_FILE_BYTES:
            raise _BadFile(f"it is larger than {LARGEST_FILE_BYTES // 1024 // 1024} MB")
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _BadFile("it is not UTF-8 text; save it again as UTF-8") from error
    except OSError as error:
        raise _BadFile(f"it could not be opened: {_reason(error)}") from error
    if not text.strip():
        raise _BadFile("it is empty")
    return _parsed(text, where, notes)


def _parsed(text: str, where: str, notes: Notes) -> object:
    def once_each(pairs: list[tuple[str, object]]) -> dict[str, object]:
        fields = dict(pairs)
        if len(fields) < len(pairs):
            names = [name for name, _ in pairs]
            doubled = sorted({name for name in names if names.count(name) > 1})
            notes.coerced("file", where, f"Given twice, last one used: {_shown(', '.join(doubled))}.")
        return fields

    try:
        content = json.loads(text, object_pairs_hook=once_each, parse_float=_finite, parse_constant=_not_a_number)
        return _printable(content, where, notes, depth=0)
    except json.JSONDecodeError as error:
        raise _BadFile(f"it is not JSON (line {error.lineno}, column {error.colno})") from error
    except RecursionError as error:
        raise _BadFile("its lists are nested too deeply") from error
    except ValueError as error:
        raise _BadFile("it holds a number too long to be a number of anything") from error


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise _BadFile(f"the number {text[:20]} is too large")
    return number


def _not_a_number(text: str) -> object:
    raise _BadFile(f"{text} is not a number in JSON")


def _printable(value: object, where: str, notes: Notes, depth: int) -> object:
    if depth > DEEPEST_NESTING:
        raise _BadFile("its lists are nested too deeply")
    match value:
        case str():
            return _without_controls(value, where, notes)
        case list():
            return [_printable(item, where, notes, depth + 1) for item in value]
        case dict():
            return {
                _without_controls(name, where, notes): _printable(item, where, notes, depth + 1)
                for name, item in value.items()
            }
        case _:
            return value


def _without_controls(text: str, where: str, notes: Notes) -> str:
    clean = _UNPRINTABLE.sub("", text)
    if clean != text:
        notes.coerced("file", where, f"Unprintable characters removed from “{_shown(clean)}”.")
    return clean


def _shown(text: str) -> str:
    return _UNPRINTABLE.sub("", text)[:60]


def _nothing_readable(path: Path, refusals: list[str]) -> str:
    if not refusals:
        return f"The folder “{path}” has no .json files in it."
    if len(refusals) == 1:
        return f"Nothing could be read from “{path}”. {refusals[0]}."
    return f"None of the {len(refusals)} files in “{path}” could be read. The first: {refusals[0]}."


def _reason(error: Exception) -> str:
    return (error.strerror or "unknown reason") if isinstance(error, OSError) else "that is not a path"
