"""A person's own data as one file: everything that the database knows of an account."""
