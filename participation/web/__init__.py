"""What every page shares: transactions, error pages, filters, paging, headers, page cache."""
