"""The questions of the region, one module each."""
