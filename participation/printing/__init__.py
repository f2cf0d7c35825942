"""Pages as PDF files: an optional extra, made by the worker and kept with their SHA-256."""
