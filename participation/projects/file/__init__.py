"""Projects from a file and into one."""
