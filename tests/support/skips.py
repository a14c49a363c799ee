"""A pytest plugin: what was skipped and why is the last thing printed; REQUIRE_ALL=1 allows no skip.

Switched on by `pytest_plugins` in tests/conftest.py.
"""

import os
from collections import Counter
from collections.abc import Generator

import pytest

skipped: Counter[str] = Counter()


def skips_are_failures() -> bool:
    return os.environ.get("REQUIRE_ALL", "") not in {"", "0"}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if not hasattr(report, "wasxfail"):
        _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _refuse_skip(report)
    return report


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    if report.skipped and skips_are_failures():
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid} was skipped, and REQUIRE_ALL=1 allows no skip: {_reason(report)}"


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    _count(report)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    _count(report)


def _count(report: pytest.TestReport | pytest.CollectReport) -> None:
    if report.skipped and not hasattr(report, "wasxfail"):
        skipped[_reason(report)] += 1


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    where = report.longrepr
    reason = where[2] if isinstance(where, tuple) else str(where)
    return reason.removeprefix("Skipped: ")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> Generator[None, object, object]:
    """Outermost of all, so that pytest's own closing line is already written."""
    result = yield
    terminal = session.config.pluginmanager.get_plugin("terminalreporter")
    if skipped and terminal is not None and not hasattr(session.config, "workerinput"):
        terminal.write_line("")
        terminal.write_line("Skipped, and why:")
        for reason, times in skipped.most_common():
            terminal.write_line(f"  {times} test{'' if times == 1 else 's'}: {reason}")
    return result
