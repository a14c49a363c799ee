"""Built files (styles, scripts, fonts, pictures), each under a name that changes with its content."""

from __future__ import annotations

import json
from functools import cache, lru_cache
from pathlib import Path

from flask import current_app, url_for
from markupsafe import Markup

from app.web.shell.settings import ROOT, STATIC

MANIFEST = STATIC / "manifest.json"
DRAWINGS = ROOT / "assets" / "drawings"


def asset(name: str) -> str:
    """The address of a built file, such as `asset("app.css")`. Unbuilt, it is the plain name (and so a 404)."""
    manifest = _manifest(0 if current_app.config["IS_PRODUCTION"] else _written_at(MANIFEST))
    return url_for("static", filename=manifest.get(name, name))


@cache
def drawing(name: str) -> Markup:
    """A small drawing of ours, to stand in the page; it says nothing to screen readers."""
    drawn = (DRAWINGS / f"{name}.svg").read_text(encoding="utf-8").strip()
    return Markup(drawn)  # noqa: S704 - our own file, never anything typed


def _written_at(path: Path) -> int:
    return path.stat().st_mtime_ns if path.exists() else 0


@lru_cache(maxsize=2)
def _manifest(_written_at: int) -> dict[str, str]:
    return _read(MANIFEST)


def _read(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return found
