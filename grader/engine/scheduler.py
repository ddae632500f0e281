"""Finds out at once whether there is a scheduler, before Dask is loaded and anything is written."""

import socket
from urllib.parse import urlsplit

from grader.errors import UserError

PATIENCE = 5.0  # seconds for a scheduler far away to answer
NONE = "There is no Dask scheduler at {address}: start one with `dask scheduler` and give its address."


def require_scheduler(address: str) -> None:
    """Complain if nobody listens at an address such as `tcp://grading:8786` or `grading:8786`.

    Raises:
        UserError: nobody does, or it is no address.
    """
    try:
        parts = urlsplit(address if "://" in address else f"tcp://{address}")
        socket.create_connection((parts.hostname or "", parts.port or 0), PATIENCE).close()
    except (OSError, ValueError) as error:
        raise UserError(NONE.format(address=address)) from error
