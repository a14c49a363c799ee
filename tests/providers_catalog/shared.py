"""The real directories and official schemas, which lie beside the repository and never in it."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CATALOG = ROOT.parent / "shared" / "catalog"


def real(*parts: str) -> Path:
    """A real directory or schema; the test is skipped, with the reason, where there is none."""
    path = CATALOG.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"No real catalogue data at ../shared/catalog/{'/'.join(parts)}")
    return path
