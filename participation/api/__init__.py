"""The read-only JSON interface for programs (/api/v1/): what the public pages show, and no more."""
