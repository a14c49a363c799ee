"""What people send as a receipt is made safe, whatever it claims to be."""

from __future__ import annotations

import io
import struct
import time
import zipfile
import zlib

import pikepdf
import pytest
from PIL import Image, ImageDraw

from app.gateways.files import cleaned
from app.kernel.errors import BadInput

MOST = 10_000_000


def photo(kind: str = "JPEG", size: tuple[int, int] = (1200, 800), **how: object) -> bytes:
    picture = Image.new("RGB", size, "white")
    ImageDraw.Draw(picture).rectangle((0, 0, size[0] // 4, size[1] // 4), fill="red")
    kept = io.BytesIO()
    picture.save(kept, kind, **how)
    return kept.getvalue()


def with_place() -> bytes:
    """A photo that says where it was taken, on what telephone, and that it is to be turned."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn a quarter to the right
    exif[0x010F] = "Telephone Maker"
    place = exif.get_ifd(0x8825)
    place[1], place[2] = "N", (51.0, 30.0, 26.0)
    place[3], place[4] = "W", (0.0, 7.0, 39.0)
    return photo(exif=exif)


def refusal(content: bytes, **how: object) -> str:
    with pytest.raises(BadInput) as refused:
        cleaned(content, field="receipt", most_bytes=MOST, **how)  # type: ignore[arg-type]
    assert refused.value.field == "receipt"
    return refused.value.reason


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_kept_as_a_jpeg(kind: str) -> None:
    kept = cleaned(photo(kind), field="receipt", most_bytes=MOST)
    assert kept.content_type == "image/jpeg"
    assert Image.open(io.BytesIO(kept.content)).size == (1200, 800)


def test_a_photo_from_an_apple_telephone_is_kept_as_a_jpeg() -> None:
    import pillow_heif

    pillow_heif.register_heif_opener()
    kept = cleaned(photo("HEIF"), field="receipt", most_bytes=MOST)
    assert Image.open(io.BytesIO(kept.content)).format == "JPEG"


def test_the_place_and_the_camera_are_gone_and_it_stands_upright() -> None:
    sent = with_place()
    assert Image.open(io.BytesIO(sent)).getexif().get_ifd(0x8825), "the photo of this test says where it was taken"
    kept = Image.open(io.BytesIO(cleaned(sent, field="receipt", most_bytes=MOST).content))
    assert not kept.getexif()
    assert b"Telephone Maker" not in cleaned(sent, field="receipt", most_bytes=MOST).content
    assert kept.size == (800, 1200)
    red, green, _ = kept.convert("RGB").getpixel((790, 10))  # type: ignore[misc]
    assert (red > 200, green < 100) == (True, True), "the red corner moved to the right when it was turned"


def test_comments_and_things_behind_the_picture_are_gone() -> None:
    sent = photo(comment=b"12 Refuge Road") + b"PK\x03\x04 <script>alert(1)</script>"
    kept = cleaned(sent, field="receipt", most_bytes=MOST).content
    assert b"Refuge" not in kept
    assert b"script" not in kept


def test_a_large_photo_is_shrunk_quickly() -> None:
    began = time.monotonic()
    kept = cleaned(photo(size=(4000, 3000)), field="receipt", most_bytes=MOST)
    assert max(Image.open(io.BytesIO(kept.content)).size) == 2000
    assert time.monotonic() - began < 2


def test_the_same_photo_has_the_same_digest_without_its_metadata() -> None:
    plain = photo()
    commented = photo(comment=b"another telephone")
    digests = {cleaned(one, field="receipt", most_bytes=MOST).digest for one in (plain, commented)}
    assert len(digests) == 1


def png_that_claims(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * ((width // 8 + 1) * min(height, 2000)), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(30_000, 30_000), (65_000, 65_000), (2_000_000, 40)])
def test_a_picture_made_to_fill_our_memory_is_refused_before_it_is_opened(size: tuple[int, int]) -> None:
    began = time.monotonic()
    refusal(png_that_claims(*size))
    assert time.monotonic() - began < 1


def zipped() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("receipt.jpg", b"\0" * 1_000_000)
    return kept.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"<!doctype html><script>alert(1)</script>",
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
        zipped(),
        b"GIF89a" + b"\0" * 50,
        b"plain words",
        b"\xff\xd8\xff\xe0" + b"\0" * 200,
        b"%PDF-1.7\nnot really",
    ],
    ids=["html", "svg", "svg with a declaration", "zip", "gif", "text", "no jpeg inside", "no pdf inside"],
)
def test_anything_else_is_refused_in_words(content: bytes) -> None:
    assert refusal(content).endswith((".", "PDF"))


def test_half_a_photo_is_refused() -> None:
    whole = photo(size=(2000, 1500))
    assert "cannot open" in refusal(whole[: len(whole) // 2])


def test_an_empty_file_and_a_file_too_large_are_refused() -> None:
    assert "empty" in refusal(b"")
    assert "smaller than 10 MB" in refusal(b"\xff\xd8\xff" + b"\0" * MOST)


def pdf(pages: int = 1, **how: object) -> bytes:
    kept = io.BytesIO()
    with pikepdf.new() as made:
        for _ in range(pages):
            made.add_blank_page()
        made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        made.docinfo["/Author"] = "12 Refuge Road"
        made.attachments["hidden.html"] = b"<script>alert(2)</script>"
        made.pages[0].Annots = pikepdf.Array(
            [pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, A=pikepdf.Dictionary(URI="x"))]
        )
        made.save(kept, **how)  # type: ignore[arg-type]
    return kept.getvalue()


def test_a_pdf_keeps_its_pages_and_nothing_else() -> None:
    kept = cleaned(pdf(), field="receipt", most_bytes=MOST)
    assert kept.content_type == "application/pdf"
    with pikepdf.open(io.BytesIO(kept.content)) as opened:
        assert len(opened.pages) == 1
        assert "/OpenAction" not in opened.Root
        assert "/Names" not in opened.Root
        assert not opened.attachments
        assert "/Annots" not in opened.pages[0]
    assert b"Refuge" not in kept.content
    assert b"JavaScript" not in kept.content


def test_a_long_pdf_and_a_locked_pdf_are_refused() -> None:
    assert "20 pages" in refusal(pdf(pages=21))
    locked = pdf(encryption=pikepdf.Encryption(owner="a", user="b"))
    assert "password" in refusal(locked)


def test_where_only_a_photo_will_do_a_pdf_is_refused() -> None:
    assert "PDF" not in refusal(pdf(), may_be_pdf=False)
