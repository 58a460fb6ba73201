"""The neutral problem JSON (benchmarks/packing/README.md) in, the neutral layout JSON out."""

from logistics.packing.neutral.refusals import MalformedProblem
from logistics.packing.neutral.solving import solve_neutral

__all__ = ["MalformedProblem", "solve_neutral"]
