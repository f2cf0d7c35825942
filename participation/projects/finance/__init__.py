"""Who pays what: sources of money, amounts by year and stage, rates, costs and locks."""
