"""What the city's IT types: backup, doctor, keys."""
