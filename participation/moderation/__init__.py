"""The moderators' queue, decisions and reports."""
