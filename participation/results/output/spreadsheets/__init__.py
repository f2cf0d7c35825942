"""Workbooks to open in a spreadsheet, in German, the language of council papers."""
