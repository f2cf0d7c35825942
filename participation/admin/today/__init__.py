"""What needs a member of staff now, until this evening and in the next days: a page and a mail."""
