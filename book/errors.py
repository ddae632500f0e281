"""Errors that the user of ``python -m book`` can do something about."""


class BookError(Exception):
    """One sentence: what is wrong, where, and what to do. Printed without a traceback."""
