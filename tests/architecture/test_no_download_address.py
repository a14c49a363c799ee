"""No download address may stand in a committed file: an install must work from any mirror."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def addresses(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "bin" / "addresses"), str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_no_committed_file_holds_one() -> None:
    assert addresses(ROOT).stdout == ""


@pytest.mark.parametrize(
    "host", [["files", "pythonhosted", "org"], ["registry", "npmjs", "org"], ["cdn", "jsdelivr", "net"]]
)
def test_one_that_slips_in_is_named_with_its_line(tmp_path: Path, host: list[str]) -> None:
    (tmp_path / "lock.txt").write_text(f"first\nhttps://{'.'.join(host)}/a/b.tgz\n")
    found = addresses(tmp_path)
    assert found.returncode == 1
    assert found.stdout.startswith("lock.txt:2: a download address")


def test_a_name_that_only_resembles_one_passes(tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_text("happypi.organic and my-pypi.orgs are not hosts of ours\n")
    assert addresses(tmp_path).returncode == 0
