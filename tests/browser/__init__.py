"""The screens, walked in a real browser against a real demo: one demo for all of these tests, one browser, a context each."""
