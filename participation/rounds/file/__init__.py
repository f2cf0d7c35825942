"""The round file: YAML with lines, read into settings and a frame, and written in one form."""
