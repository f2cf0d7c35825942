"""What is kept for a time only: when it falls due, who holds it back, and that it goes."""
