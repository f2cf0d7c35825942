"""Home, round overview, the person's own area, legal pages, health."""
