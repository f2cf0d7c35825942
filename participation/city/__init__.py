"""The city itself: name, logo, accent colour, sender address, legal pages."""
