"""Lines that tell what a command is doing."""


def say(text: str) -> None:
    """Print one line at once, also into a pipe."""
    print(text, flush=True)
