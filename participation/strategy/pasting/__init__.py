"""Fields, goals and guidelines pasted from a spreadsheet."""
