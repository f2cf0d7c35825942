"""What everybody reads of a strategy: its way, its versions, their difference; and the page on
which planners write the next draft beside published weights."""
