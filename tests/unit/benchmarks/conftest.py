"""The benchmarks of packing are scripts beside each other; here they are modules."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3] / "benchmarks" / "packing"))
