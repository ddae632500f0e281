"""`lab bench`: what a compiled model takes on every board, beside what others make of the same model."""
