"""A published result as a draft for the council and as a text for the press."""
