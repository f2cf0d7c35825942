"""Ideas that do not come in through a browser: from files, and typed in from postcards."""
