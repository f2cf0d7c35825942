"""What can be set about a round: its settings, how they are kept and checked, and the document of
its rules."""
