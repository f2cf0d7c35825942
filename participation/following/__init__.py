"""Following: who wants to hear of a round, an idea or a project, how often, and the mails."""
