"""What was skipped, and why, is the last thing the tests print; REQUIRE_ALL=1 allows no skip at all."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STORY = """
import pytest

def test_works():
    pass

@pytest.mark.parametrize("n", [1, 2])
def test_needs_a_server(n):
    pytest.skip("Redis is not reachable")

@pytest.mark.xfail(reason="known")
def test_known_fault():
    assert False
"""


def run(folder: Path, *, require_all: str = "") -> subprocess.CompletedProcess[str]:
    (folder / "test_story.py").write_text(STORY)
    (folder / "pytest.ini").write_text("[pytest]\n")
    command = [sys.executable, "-m", "pytest", "-p", "tests.support.skips", "-p", "no:cacheprovider", "-n2"]
    environment = {**os.environ, "REQUIRE_ALL": require_all, "PYTHONPATH": str(ROOT), "PYTEST_ADDOPTS": ""}
    environment.pop("PYTEST_XDIST_WORKER", None)
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_skips_are_the_last_thing_printed(tmp_path: Path) -> None:
    told = run(tmp_path)
    assert told.returncode == 0
    closing, _, heading, *reasons = told.stdout.splitlines()[-4:]
    assert "1 passed, 2 skipped, 1 xfailed" in closing
    assert heading == "Skipped, and why:"
    assert reasons == ["  2 tests: Redis is not reachable"]


def test_no_skip_passes_where_all_are_required(tmp_path: Path) -> None:
    told = run(tmp_path, require_all="1")
    assert told.returncode == 1
    assert "2 failed, 1 passed, 1 xfailed" in told.stdout.splitlines()[-1]
    assert "REQUIRE_ALL=1 allows no skip: Redis is not reachable" in told.stdout
