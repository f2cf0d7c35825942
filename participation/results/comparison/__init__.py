"""Two published results beside each other, and what keeps two rounds from being compared."""
