"""The one kind of error that a user of `grader` sees."""


class UserError(Exception):
    """Something that the user can put right; its text is one sentence: what, where, and what to do."""
