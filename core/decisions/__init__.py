"""The functional core: one question per module, values in, explained values out.

Nothing here knows a database, a web request, a file or the time of day; the clock is an argument.
"""
