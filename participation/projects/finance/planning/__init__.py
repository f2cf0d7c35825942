"""The planners' pages of money: amounts, sources, locks, rates, costs, files."""
