"""How fast and how big, as ratios within one run: `make bench`, described in docs/bench.md. Nothing
here is asserted in a test."""
