"""Answers from and as CSV files, on pages and in the shell."""
