"""Habits a reader may rely on, wherever they look."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "app"
SOURCES = sorted(APP.rglob("*.py"))
LONGEST_FILE = 250
LONGEST_FUNCTION = 40
FORBIDDEN_NAMES = {"manager", "helper", "util", "utils", "process", "handle", "data", "info"}
OWN_THINGS = {
    "mark_read": "marks only notices found by the viewer's own id",
    "declare_interest": "anybody may say what they themselves have a stake in",
    "end_interest": "refuses any interest but the viewer's own",
}
READS_AND_RULES_ONLY = {"policy.py", "rules.py", "queries.py"}


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _calls(path: Path) -> Iterator[tuple[int, str]]:
    """Every call in a file: its line, and what is called ("session.commit")."""
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Call):
            yield node.lineno, ast.unparse(node.func)


def test_only_the_unit_of_work_commits() -> None:
    allowed = {"app/kernel/unit_of_work.py"}
    guilty = [
        f"{_named(path)}:{line}"
        for path in SOURCES
        for line, called in _calls(path)
        if called.endswith(".commit") and _named(path) not in allowed
    ]
    assert guilty == []


def test_only_journeys_post_to_the_ledger() -> None:
    guilty = [
        f"{_named(path)}:{line}"
        for path in SOURCES
        for line, called in _calls(path)
        if called in {"journal.post", "journal.reverse"} and not _named(path).startswith("app/journeys/")
    ]
    assert guilty == []


def test_no_journey_and_no_domain_module_calls_the_world() -> None:
    """They may not even import what would let them."""
    inner = [
        path for path in SOURCES if not _named(path).startswith(("app/web/", "app/cli/", "app/jobs/", "app/gateways/"))
    ]
    far = re.compile(
        r"^\s*(?:from|import) (requests|smtplib|urllib\.request|http\.client|stripe|redis|rq|flask|socket)\b", re.M
    )
    allowed = {"app/__init__.py"}
    guilty = [
        _named(path) for path in inner if far.search(path.read_text(encoding="utf-8")) and _named(path) not in allowed
    ]
    assert guilty == []


@pytest.mark.parametrize("path", [p for p in SOURCES if p.name in READS_AND_RULES_ONLY], ids=_named)
def test_queries_policies_and_rules_change_nothing(path: Path) -> None:
    changing = (".add", ".add_all", ".delete", ".flush", "announce", "record", "journal.post")
    guilty = [f"{_named(path)}:{line} {called}" for line, called in _calls(path)
              if (called.endswith(changing) and "session" in called) or called in changing]  # fmt: skip
    assert guilty == []


def test_actions_by_a_person_ask_permission() -> None:
    """A public action that takes a viewer calls allow(…), or a step of its own module that does."""
    guilty = []
    for path in SOURCES:
        if not path.name.endswith("actions.py"):
            continue
        functions = [node for node in _tree(path).body if isinstance(node, ast.FunctionDef)]
        asking = {node.name for node in functions if re.search(r"\ballow\w*\(", ast.unparse(node))}
        for node in functions:
            takes = {argument.arg for argument in node.args.args} & {"viewer", "actor"}
            called = {
                call.func.id
                for call in ast.walk(node)
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
            }
            public = not node.name.startswith(("_", "record_", "may_"))
            if public and takes and node.name not in asking and not called & asking and node.name not in OWN_THINGS:
                guilty.append(f"{_named(path)}: {node.name}")
    assert guilty == []


def test_the_time_is_asked_in_one_place() -> None:
    pattern = re.compile(r"datetime\.(now|utcnow|today)\(|date\.today\(|time\.time\(")
    guilty = [
        _named(path)
        for path in SOURCES
        if pattern.search(path.read_text(encoding="utf-8")) and _named(path) != "app/kernel/clock.py"
    ]
    assert guilty == []


def test_files_and_functions_stay_short() -> None:
    long_files = [_named(path) for path in SOURCES if len(path.read_text(encoding="utf-8").splitlines()) > LONGEST_FILE]
    long_functions = [
        f"{_named(path)}: {node.name}"
        for path in SOURCES
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.body[0].lineno >= LONGEST_FUNCTION
    ]
    assert (long_files, long_functions) == ([], [])


def test_no_file_hides_behind_an_empty_name() -> None:
    assert [_named(path) for path in SOURCES if path.stem in FORBIDDEN_NAMES] == []


def test_nothing_swallows_every_error_silently() -> None:
    guilty = []
    for path in SOURCES:
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.ExceptHandler) and all(isinstance(step, ast.Pass) for step in node.body):
                broad = node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"}
                if broad:
                    guilty.append(f"{_named(path)}:{node.lineno}")
    assert guilty == []
