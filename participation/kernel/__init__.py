"""What everything stands on: errors, clock, text, sanitising, cryptography, the key file."""
