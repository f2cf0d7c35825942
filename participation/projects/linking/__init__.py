"""What a project is linked with: goals, ideas, consultations, weights."""
