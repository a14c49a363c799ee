"""A field for a photo or document: known by its content, never by its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import filetype
from govuk_frontend_wtf.wtforms_widgets import GovFileInput
from werkzeug.datastructures import FileStorage
from wtforms import FileField

from app.web.shell.questions import TWICE, Question

PHOTOS = ("image/jpeg", "image/png", "image/webp", "image/heic")
DOCUMENTS = (*PHOTOS, "application/pdf")
TEN_MEGABYTES = 10_000_000


@dataclass(frozen=True, slots=True)
class Upload:
    """A file somebody sent: the name they gave it (not to be trusted), its kind by content, and its bytes."""

    name: str
    kind: str
    content: bytes


class UploadField(Question, FileField):
    """One file: `data` is an Upload or None. `kinds` are accepted media types; `most` its size in bytes."""

    widget = GovFileInput()

    def __init__(
        self, label: str = "", *, kinds: tuple[str, ...] = DOCUMENTS, most: int = TEN_MEGABYTES, **more: Any
    ) -> None:
        self.kinds, self.most = kinds, most
        super().__init__(label, **more)

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Read the file. Raises ValueError with a sentence for the person."""
        self.data = None
        files = [sent for sent in valuelist if isinstance(sent, FileStorage) and sent.filename]
        if len(files) > 1:
            raise ValueError(TWICE)
        if files:
            self.data = self._read(files[0])

    def default_looks(self) -> dict[str, Any]:
        return {"attributes": {"accept": ",".join(self.kinds)}}

    def _read(self, sent: FileStorage) -> Upload:
        sent.stream.seek(0)
        content = sent.stream.read(self.most + 1)
        if not content:
            raise ValueError("The file is empty. Choose another one.")
        if len(content) > self.most:
            raise ValueError(f"The file must be smaller than {self.most // 1_000_000} MB")
        kind = filetype.guess_mime(content)
        if kind not in self.kinds:
            raise ValueError(
                "Choose a photo (JPG, PNG, WebP or HEIC)" + (" or a PDF" if "application/pdf" in self.kinds else "")
            )
        return Upload((sent.filename or "")[:200], kind, content)

    def _value(self) -> bool:
        return False
