"""People: permissions, access, sign-in by link, staff sign-in with a second factor."""
