"""The State Council's calendar: which days are worked, year by year, with the notice that says so."""
