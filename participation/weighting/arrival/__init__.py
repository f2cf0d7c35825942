"""That no table and no backup keeps the order in which ballots arrived."""
