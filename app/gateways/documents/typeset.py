"""Setting a document in type. What goes in is plain values, so no text anybody typed can become markup."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
_lock = threading.Lock()


def typeset(name: str, values: Mapping[str, Any], dated: date) -> bytes:
    """A PDF (tagged, PDF/A-2a and PDF/UA-1) of one of our documents; the same values give the same bytes.

    `name` is a file beside this one; `dated` stands in the document's own properties instead of the present time.
    """
    sheet = HERE / f"{name}.typ"
    if not sheet.is_file():
        raise ValueError(f"there is no document called {name!r}")
    stamp = (dated - date(1970, 1, 1)).days * 86_400
    with _lock:  # one compiler per process, and it keeps its fonts
        made: bytes = _compiler().compile(
            input=str(sheet),
            format="pdf",
            sys_inputs={"values": json.dumps(values, ensure_ascii=True, sort_keys=True)},
            pdf_standards=["a-2a", "ua-1"],
            timestamp=stamp,
        )
    return made


@cache
def _compiler() -> Any:
    # Imported here: it is a large library, and only the worker needs it.
    from typst import Compiler

    # Only the fonts that come with it: the same document looks the same, byte for byte, on every machine.
    return Compiler(root=str(HERE), ignore_system_fonts=True)
