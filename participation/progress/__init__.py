"""What became of the projects: reports for a period, with what the units write about theirs."""
