"""A file somebody sent, made safe: known by its content, drawn again from its pixels, or copied page by page.

What comes out holds no place, no camera, no script and no attachment, and is of a sensible size.
"""

from __future__ import annotations

import hashlib
import io
import warnings
from dataclasses import dataclass

import filetype
from PIL import Image, ImageOps, UnidentifiedImageError

from app.kernel.errors import BadInput

PHOTOS = ("image/jpeg", "image/png", "image/webp", "image/heic")
PDF = "application/pdf"
LONGEST_SIDE = 2000
MOST_PIXELS = 50_000_000
"""Far above any telephone's photo; a picture that claims more is made to fill our memory."""
MOST_PAGES = 20
_PILLOW = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/heic": "HEIF"}
_UNREADABLE = "We cannot open this file. Take the photo again, or choose another file."


@dataclass(frozen=True, slots=True)
class CleanFile:
    """What may be kept: its type, its bytes, the ending of its name, and a digest that tells it from others."""

    content_type: str
    content: bytes
    ending: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    def key(self, folder: str) -> str:
        """Where it is kept: the same content has the same place."""
        return f"{folder}/{self.digest[:2]}/{self.digest}.{self.ending}"


def cleaned(content: bytes, *, field: str, most_bytes: int, may_be_pdf: bool = True) -> CleanFile:
    """A photo as JPEG, turned upright and at most 2,000 dots long; a PDF as its pages only.

    Raises BadInput at the field, in words for the person, for anything else.
    """
    if not content:
        raise BadInput("The file is empty. Choose another one.", field)
    if len(content) > most_bytes:
        raise BadInput(f"The file must be smaller than {most_bytes // 1_000_000} MB", field)
    kind = filetype.guess_mime(content)
    if kind in PHOTOS:
        return CleanFile("image/jpeg", _redrawn(content, kind, field), "jpg")
    if kind == PDF and may_be_pdf:
        return CleanFile(PDF, _pages_only(content, field), "pdf")
    raise BadInput("Choose a photo (JPG, PNG, WebP or HEIC)" + (" or a PDF" if may_be_pdf else ""), field)


def _redrawn(content: bytes, kind: str, field: str) -> bytes:
    if kind == "image/heic":
        import pillow_heif

        pillow_heif.register_heif_opener(thumbnails=False)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # odd metadata, which is thrown away here
            with Image.open(io.BytesIO(content), formats=[_PILLOW[kind]]) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise BadInput("This picture is too large. Take a photo with fewer dots.", field)
                opened.draft("RGB", _fitting(opened.size))  # a large JPEG is read at half or quarter size
                upright = ImageOps.exif_transpose(opened)
                upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
                return _as_jpeg(upright)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError, EOFError) as odd:
        raise BadInput(_UNREADABLE, field) from odd


def _fitting(size: tuple[int, int]) -> tuple[int, int]:
    longest = max(*size, LONGEST_SIDE)
    return size[0] * LONGEST_SIDE // longest, size[1] * LONGEST_SIDE // longest


def _as_jpeg(picture: Image.Image) -> bytes:
    """Only pixels go on: a new picture is made, so nothing else can come along."""
    if picture.mode in {"RGBA", "LA", "PA", "P"}:
        picture = picture.convert("RGBA")
        bare = Image.new("RGB", picture.size, "white")
        bare.paste(picture, mask=picture.getchannel("A"))
    else:
        bare = Image.new("RGB", picture.size)
        bare.paste(picture.convert("RGB"))
    kept = io.BytesIO()
    bare.save(kept, "JPEG", quality=85, optimize=False)
    return kept.getvalue()


def _pages_only(content: bytes, field: str) -> bytes:
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(content)) as sent, pikepdf.new() as kept:
            if not 1 <= len(sent.pages) <= MOST_PAGES:
                raise BadInput(f"A PDF may have up to {MOST_PAGES} pages. Choose a shorter one.", field)
            for page in sent.pages:
                for extra in set(map(str, page.obj.keys())) - _PARTS_OF_A_PAGE:
                    del page[extra]
                kept.pages.append(page)
            written = io.BytesIO()
            kept.save(written, deterministic_id=True)
            return written.getvalue()
    except pikepdf.PasswordError as locked:
        raise BadInput("This PDF is locked with a password. Send one that is not, or a photo.", field) from locked
    except (pikepdf.PdfError, ValueError, RuntimeError) as odd:
        raise BadInput(_UNREADABLE, field) from odd


# No /Annots (links, buttons, attachments), no /AA (actions), no /Metadata, no thumbnails.
_PARTS_OF_A_PAGE = frozenset(
    {"/Type", "/Parent", "/Resources", "/MediaBox", "/CropBox", "/Rotate", "/Contents", "/UserUnit"}
)
