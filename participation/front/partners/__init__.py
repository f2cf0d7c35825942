"""The public pages of the organisations that take part."""
