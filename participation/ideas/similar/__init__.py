"""Which ideas say the same as a text: candidates from the database's index, in an order of its
own."""
