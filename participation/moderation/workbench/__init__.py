"""The moderators' place of work: the list, the idea, who is at what, decisions in bulk, notes."""
