"""Whatever a file holds, reading it ends in a directory that accounts for every row, or in a refusal in words."""

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from providers_catalog.detect import BOROUGH, UnreadableDirectory, read
from providers_catalog.shape import Directory
from tests.providers_catalog.makers import contract, service

JUNK = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(max_size=12),
        st.sampled_from(
            ["", "\x00", "\ud83d", "£4.00", "1.005", "9am", "25:99", "2026-02-30", "<b>", "<b><![x", "-1", "from £3"]
        ),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=6), inner, max_size=3)),
    max_leaves=6,
)
OFTEN = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def paths_in(value: object, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a document where something else could stand."""
    inside: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path for key, nested in inside for path in ((*here, key), *paths_in(nested, (*here, key)))]


def mutated(document: object, changes: list[tuple[int, object]]) -> Any:
    """The document with something else in some of its places."""
    copy: Any = deepcopy(document)
    for place, junk in changes:
        paths = paths_in(copy)
        if not paths:
            break
        *above, last = paths[place % len(paths)]
        holder: Any = copy
        for key in above:
            holder = holder[key]
        holder[last] = junk
    return copy


def outcome(path: Path) -> tuple[Directory | None, str]:
    """What was read, or the words of the refusal. Any other exception fails the test."""
    try:
        return read(path), ""
    except UnreadableDirectory as reason:
        return None, str(reason)


def check_reading(tmp_path: Path, documents: list[object]) -> Directory | None:
    for file in tmp_path.glob("*.json"):
        file.unlink()
    for number, document in enumerate(documents):
        (tmp_path / f"{number}.json").write_text(json.dumps(document), "utf-8")
    directory, refusal = outcome(tmp_path)
    if directory is None:
        assert refusal.startswith(("The ", "There ", "Nothing ", "None ", "“"))
        return None
    assert directory.unaccounted() == {}
    assert directory.seen["file"] == len(documents)
    assert all(problem.what and problem.where for problem in directory.problems)
    json.dumps([s.payload for s in directory.services], allow_nan=False).encode()
    repr(directory).encode()
    for offer in (offer for s in directory.services for offer in s.offers):
        assert offer.amount_pence is None or 0 <= offer.amount_pence <= 100_000_000
    return directory


SAMPLES: dict[str, Callable[[], object]] = {
    "service": service,
    "page": lambda: {"contents": [service(), service(id="two"), service(id=3)]},
    "contract": contract,
    "pet shop": lambda: json.loads((BOROUGH / "wag-and-whisker.json").read_text("utf-8")),
}


@pytest.mark.parametrize("sample", SAMPLES)
@OFTEN
@given(changes=st.lists(st.tuples(st.integers(0, 10_000), JUNK), min_size=1, max_size=5))
def test_a_spoiled_document(tmp_path: Path, sample: str, changes: list[tuple[int, object]]) -> None:
    check_reading(tmp_path, [mutated(SAMPLES[sample](), changes), SAMPLES[sample]()])


@OFTEN
@given(document=JUNK)
def test_any_json_at_all(tmp_path: Path, document: object) -> None:
    check_reading(tmp_path, [document])


@OFTEN
@given(junk=st.lists(JUNK, max_size=6))
def test_every_row_of_a_page_is_accepted_or_rejected(tmp_path: Path, junk: list[object]) -> None:
    directory = check_reading(tmp_path, [{"contents": [service(), *junk]}])
    assert directory is not None
    assert directory.seen["service"] == 1 + len(junk)
    assert directory.accepted("service") + len(directory.rejected("service")) == 1 + len(junk)


@OFTEN
@given(noise=st.binary(max_size=200))
def test_any_bytes_at_all(tmp_path: Path, noise: bytes) -> None:
    file = tmp_path / "noise.json"
    file.write_bytes(noise)
    directory, refusal = outcome(file)
    file.unlink()
    assert refusal or (directory is not None and directory.unaccounted() == {})
