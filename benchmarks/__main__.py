"""`make bench`: every measurement, one after the other."""

import runpy
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

for name in ("ledger.py", "pages.py"):
    print(f"\n== {name}")
    runpy.run_path(str(HERE / name), run_name="__main__")
