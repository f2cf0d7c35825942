"""Complaints about decisions: one for each side, decided by somebody else."""
