"""The statistics of a result: pure functions over arrays, numpy only."""
