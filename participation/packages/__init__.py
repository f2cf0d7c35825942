"""A strategy with its versions, papers, projects and money as one file."""
