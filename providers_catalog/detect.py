"""The front door: read whatever directory is at a path."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from providers_catalog import moj_crs, oruk
from providers_catalog.documents import Document, UnreadableDirectory, open_documents
from providers_catalog.notes import Notes
from providers_catalog.shape import Directory

__all__ = ["BOROUGH", "UnreadableDirectory", "borough", "read"]

BOROUGH = Path(__file__).parent / "borough"


@dataclass(frozen=True, slots=True)
class Format:
    """A format we can read: its name for people, the usual name of a feed in it, and its reader."""

    name: str
    feed: str
    recognises: Callable[[object], bool]
    read: Callable[[list[Document], Notes, str], Directory]


# The stricter sign first: a contract could pass for a service, never the other way round.
FORMATS = (
    Format("Ministry of Justice contracts", "moj-crs", moj_crs.recognises, moj_crs.read),
    Format("Open Referral UK", "open-referral-uk", oruk.recognises, oruk.read),
)


def read(path: Path | str, feed: str | None = None) -> Directory:
    """The directory at ``path``, a file or a folder, in whichever format its content shows.

    ``feed`` names the publisher; ids made for rows without one depend on it, so give the same name each time.
    In a folder of mixed formats the commonest is read and the files in another are rejected.
    Raises ``UnreadableDirectory``, in words for a person, when nothing there is a provider directory.
    """
    notes = Notes()
    documents = open_documents(Path(path), notes)
    formats = [_format_of(document.content) for document in documents]
    known = [found for found in formats if found]
    if not known:
        raise UnreadableDirectory(f"“{path}” holds JSON, but not a provider directory in a format we know.")
    chosen = max(FORMATS, key=known.count)
    fitting = []
    for document, found in zip(documents, formats, strict=True):
        if found is chosen:
            fitting.append(document)
        else:
            other = f"It is in another format ({found.name})" if found else "It is not a provider directory"
            notes.rejected("file", document.where, f"{other}; the rest is {chosen.name}.")
    return chosen.read(fitting, notes, feed or chosen.feed)


def borough() -> Directory:
    """Our own demo catalogue: the fictional borough of Lemonfield."""
    return read(BOROUGH, feed="lemonfield")


def _format_of(content: object) -> Format | None:
    return next((known for known in FORMATS if known.recognises(content)), None)
