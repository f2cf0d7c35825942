"""What everybody sees of projects: the board, and the page of one."""
