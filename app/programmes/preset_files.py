"""The policies a programme can start from, as files."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from app.kernel.errors import BadInput
from app.programmes.policy_file import read_policy
from app.programmes.vocabulary import Policy

_FOLDER = Path(__file__).parent / "presets"


@cache
def preset_names() -> tuple[str, ...]:
    """What presets there are, in order of the alphabet."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.json")))


def preset_rules(name: str) -> dict[str, Any]:
    """The rules of a preset, as a programme keeps them. Raises BadInput for one that does not exist."""
    if name not in preset_names():
        raise BadInput("Choose one of the kinds of programme on the page", "preset")
    rules: dict[str, Any] = json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return rules


def presets() -> dict[str, Policy]:
    """Every preset by its name, read."""
    return {name: read_policy(preset_rules(name)) for name in preset_names()}
