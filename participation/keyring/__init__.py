"""The key file as the application uses it, and its fingerprint in the database."""
