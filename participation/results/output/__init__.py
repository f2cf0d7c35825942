"""A result as page, picture and file."""
