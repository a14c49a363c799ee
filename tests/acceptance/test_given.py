"""The acceptance scenarios that were given, step by step and posting by posting, on both databases."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.adapter import Adapter
from tests.support import services

HERE = Path(__file__).resolve()
GIVEN = HERE.parents[3] / "shared" / "money"


def given(name: str) -> Path:
    path = GIVEN / name
    if not path.exists():
        pytest.skip("the acceptance scenarios are not beside this project (../shared/money)")
    return path


def card_scenarios() -> list[dict[str, Any]]:
    try:
        scenarios = json.loads((GIVEN / "scenarios_given.json").read_text(encoding="utf-8"))["scenarios"]
    except FileNotFoundError:
        return []
    return [one for one in scenarios if one["id"].startswith("C")]


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the adapter makes its scratch databases."""
    monkeypatch.setenv("DATABASE_URL", services.need_postgres() if request.param == "postgresql" else "")


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("scenario", card_scenarios() or [{}], ids=lambda one: one.get("id", "none"))
def test_a_card_scenario_comes_out_to_the_penny(scenario: dict[str, Any]) -> None:
    spec = importlib.util.spec_from_file_location("replay", given("replay.py"))
    assert spec is not None
    assert spec.loader is not None
    replay = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(replay)
    assert replay.replay(scenario, Adapter, strict=True) == []


def test_there_are_ten_card_scenarios() -> None:
    given("scenarios_given.json")
    assert len(card_scenarios()) == 10


@pytest.mark.parametrize("path", sorted(HERE.parent.glob("*.py")), ids=lambda path: path.name)
def test_the_adapter_writes_nothing_down_itself(path: Path) -> None:
    if path == HERE:
        return
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"import .*\bjournal\b|journal\.post|session\.(add|add_all|delete|execute\(insert)", text)
