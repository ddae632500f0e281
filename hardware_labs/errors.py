"""What a user is told when something cannot be done."""


class LabError(Exception):
    """One sentence for the user: what is wrong, where, and what to do about it."""
