"""A course on the web: the book, sign-in, submissions, grades. `grader serve` starts it."""
