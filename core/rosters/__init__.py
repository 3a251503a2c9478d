"""Who is on the roster: learners and units brought by spreadsheet, looked after one by one, and moved between units."""
