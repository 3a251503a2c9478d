"""Drafts of the yearly rules: written in the browser, tried, reviewed by a second person, published, withdrawn."""
