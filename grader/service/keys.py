"""Keys that let people in: invitations, sessions and tokens.

A key is 256 random bits, so its plain SHA-256 is as hard to undo as the key is to guess, and looking a digest up
tells nobody by its duration how much of a guess was right.
"""

import hashlib
import secrets

TOKEN = "grader_"  # lets people and secret scanners see what a token is for


def new_key(prefix: str = "") -> str:
    """Return a new key, to be shown once."""
    return prefix + secrets.token_urlsafe(32)


def digest(key: str) -> str:
    """Return what is kept of a key."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
