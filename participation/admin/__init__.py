"""Staff pages across features: strategies, rounds, people, city, legal pages, audit."""
