"""The chain from an idea to what was done, and back: what several rungs know, put together."""
