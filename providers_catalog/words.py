"""Our own lists of words: needs, service types, and what people say when they mean them.

The lists are reviewed files: ``needs.json``, ``service_types.json``, ``audiences.json`` and ``lexicon.json``.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent

NEED_TAXONOMY = "citronella-need"
SERVICE_TYPE_TAXONOMY = "citronella-service-type"
AUDIENCE_TAXONOMY = "citronella-audience"


@dataclass(frozen=True, slots=True)
class Need:
    """Something a person wants better, in their words. ``life_area`` is the star's area it belongs to."""

    slug: str
    id: str
    label: str
    explanation: str
    life_area: str


@dataclass(frozen=True, slots=True)
class Term:
    """A service type or an audience."""

    slug: str
    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Saying:
    """Words people use, and the needs and service types they mean by them."""

    says: tuple[str, ...]
    needs: tuple[str, ...]
    service_types: tuple[str, ...]


@cache
def needs() -> dict[str, Need]:
    """Our needs by slug, in the order a person sees them."""
    return {row["slug"]: Need(**row) for row in _listed("needs.json")}


@cache
def service_types() -> dict[str, Term]:
    """Our service types by slug."""
    return {row["slug"]: Term(**row) for row in _listed("service_types.json")}


@cache
def audiences() -> dict[str, Term]:
    """Who a service may be meant for, by slug. Meant for everyone is no audience at all."""
    return {row["slug"]: Term(**row) for row in _listed("audiences.json")}


@cache
def lexicon() -> tuple[Saying, ...]:
    """What people say, spellings and slang included, in lower case."""
    rows: list[dict[str, list[str]]] = json.loads((HERE / "lexicon.json").read_text("utf-8"))
    return tuple(Saying(tuple(r["says"]), tuple(r["needs"]), tuple(r["service_types"])) for r in rows)


@cache
def needs_meant_by(phrase: str) -> tuple[str, ...]:
    """The needs behind another directory's label, when it is one of ours or one that people say."""
    said = phrase.strip().lower()
    labels = [need.slug for need in needs().values() if said in (need.slug, need.label.lower())]
    return tuple(labels) or _meant(said).needs


@cache
def service_types_meant_by(phrase: str) -> tuple[str, ...]:
    """The service types behind another directory's label, found in the same way."""
    said = phrase.strip().lower()
    labels = [kind.slug for kind in service_types().values() if said in (kind.slug, kind.label.lower())]
    return tuple(labels) or _meant(said).service_types


def _meant(said: str) -> Saying:
    found = [saying for saying in lexicon() if said in saying.says]
    return Saying(
        says=(said,),
        needs=tuple(dict.fromkeys(slug for saying in found for slug in saying.needs)),
        service_types=tuple(dict.fromkeys(slug for saying in found for slug in saying.service_types)),
    )


def _listed(file: str) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = json.loads((HERE / file).read_text("utf-8"))
    return rows
