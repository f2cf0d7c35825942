"""Reports by readers: taking one in, putting it in front of moderators, telling what came of it."""
