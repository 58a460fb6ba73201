"""From named pieces to the arrays that the kernels work on, and back to placements."""
