"""Tables as files: kinds of files, workbooks, archives, a table written as any of them."""
