"""Ideas: submit, edit, browse, support."""
