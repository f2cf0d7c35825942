"""A result's tables: from the matrix of ballots through method and disclosure to rows."""
