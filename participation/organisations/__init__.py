"""Organisations that take part beside the residents: who they are, and who acts for them."""
