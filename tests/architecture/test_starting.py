"""What a newcomer is told, in plain words, when the program cannot start."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def start(*command: str, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **settings}
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60
    )


def test_no_node_is_said_before_anything_is_installed(tmp_path: Path) -> None:
    told = start("bin/setup", "run", PATH=str(tmp_path))
    assert told.returncode == 1
    assert "This needs Node.js 18 or newer with npm" in told.stderr
    assert "Not found on this machine: node and npm." in told.stderr


def test_an_old_node_is_named(tmp_path: Path) -> None:
    for name in ("node", "npm"):
        (tmp_path / name).write_text("#!/bin/sh\necho v16.20.0\n")
        (tmp_path / name).chmod(0o755)
    told = start("bin/setup", "run", PATH=f"{tmp_path}:/bin")
    assert told.returncode == 1
    assert "This needs Node.js 18 or newer; this machine's node is v16.20.0." in told.stderr


def test_a_taken_port_is_said_and_nothing_is_changed(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        told = start("bin/run", "demo", PORT=str(port), INSTANCE_FOLDER=str(tmp_path))
    assert told.returncode == 1
    assert f"The address 127.0.0.1:{port} is not free" in told.stderr
    assert "choose another port: PORT=" in told.stderr
    assert not list(tmp_path.glob("*.sqlite3"))


@pytest.mark.parametrize("command", [["bin/run", "serve"], ["-m", "flask", "--app", "wsgi", "worker"]])
def test_unsafe_production_is_refused_without_a_traceback(command: list[str]) -> None:
    told = start(*command, APP_ENV="production", DEBUG="on")
    assert told.returncode == 1
    assert "  - SECRET_KEY is not set." in told.stderr
    assert "  - DEBUG is on; it shows strangers how the program works inside." in told.stderr
    assert "Traceback" not in told.stderr + told.stdout


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    told = start("bin/run", "demo", PORT="0", INSTANCE_FOLDER=str(tmp_path / "file"))
    assert told.returncode == 1
    assert "PORT must be a whole number from 1 to 65535." in told.stderr
    assert f"cannot be kept in {tmp_path}/file" in told.stderr
    assert "Traceback" not in told.stderr
