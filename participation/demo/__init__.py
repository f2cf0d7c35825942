"""The fictitious city, built through the features' own services."""
