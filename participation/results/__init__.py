"""Results of a round: how ballots become shares, what may be shown of them, and the pages and files
that show it."""
