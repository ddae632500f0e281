"""`grader submit`: hands a notebook in to a course's server, and shows what becomes of it."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from grader.errors import UserError

OPEN = ("received", "grading")
PAUSE = 1.0  # seconds between two questions
TRIES = 4  # for a server that is busy or restarting; a submission twice is better than none


class Server:
    """A course's server.

    Args:
        address: where it is, such as `https://course.example.org`.
        token: of who hands in; empty for a server of one's own.
        timeout: seconds to wait for an answer.
    """

    def __init__(self, address: str, token: str, timeout: float = 30.0) -> None:
        self.address = address.rstrip("/")
        if not self.address.startswith(("http://", "https://")):
            raise UserError(f"{address} is no address of a server: give one like https://course.example.org.")
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            self.client = httpx.Client(base_url=f"{self.address}/api/v1", headers=headers, timeout=timeout)
        except (httpx.InvalidURL, UnicodeEncodeError) as error:
            raise UserError(
                f"{address} or the token has characters that do not belong there: copy both again."
            ) from error

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def ask(self, method: str, path: str, **content: Any) -> dict[str, Any]:  # noqa: ANN401 (httpx's own arguments)
        """Send a request, again where the server is busy; return its answer.

        Raises:
            UserError: the server cannot be reached, or it refuses.
        """
        problem = ""
        for attempt in range(TRIES):
            time.sleep(0 if not attempt else 2.0 ** (attempt - 1))
            try:
                answer = self.client.request(method, path, **content)
            except httpx.HTTPError as error:
                problem = f"{self.address} cannot be reached ({error}): your notebook is unchanged, try again later."
                continue
            if answer.status_code < 500:
                return self.read(answer)
            problem = f"{self.address} cannot do this now ({sentence(answer)}) Your notebook is unchanged."
        raise UserError(problem)

    def read(self, answer: httpx.Response) -> dict[str, Any]:
        """Return what an answer says.

        Raises:
            UserError: it is a refusal, or not from a course's server.
        """
        if answer.is_error:
            raise UserError(sentence(answer))
        try:
            found = answer.json()
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise UserError(f"{self.address} is not the server of a course: ask your instructor for its address.")
        return found


def sentence(answer: httpx.Response) -> str:
    """Return the one sentence of a refusal."""
    try:
        return str(answer.json()["detail"])
    except (ValueError, KeyError, TypeError):
        return f"the server answers {answer.status_code} {answer.reason_phrase}: is this the address of the course?"


def submit(server: Server, unit: str, notebook: Path, files: list[Path]) -> dict[str, Any]:
    """Hand a notebook in, with files beside it; return the receipt."""
    sent = [("notebook", (f"{unit}.ipynb", notebook.read_bytes(), "application/x-ipynb+json"))]
    sent += [("files", (path.name, path.read_bytes(), "application/octet-stream")) for path in files]
    return server.ask("POST", f"/units/{unit}/submissions", files=sent)


def wait(server: Server, receipt: str, seconds: float, say: Callable[[str], None]) -> dict[str, Any]:
    """Wait until a submission is graded; return what became of it.

    Raises:
        UserError: it takes longer than `seconds`.
    """
    end = time.monotonic() + seconds
    said = ""
    while True:
        found = server.ask("GET", f"/submissions/{receipt}")
        if found["state"] not in OPEN:
            return found
        if found["message"] != said:
            said = str(found["message"])
            say(said)
        if time.monotonic() > end:
            raise UserError(f"It is not graded after {seconds:g} s; it is kept all the same (receipt {receipt}).")
        time.sleep(PAUSE)


def shown_receipt(receipt: dict[str, Any]) -> str:
    """Return a receipt for people."""
    late = f", late (due {receipt['due']})" if receipt["late"] else ""
    return (
        f"{receipt['unit']} is handed in{late}.\n"
        f"receipt   {receipt['id']}\nreceived  {receipt['received']}\nsha256    {receipt['sha256']}"
    )


def shown_result(found: dict[str, Any]) -> str:
    """Return grade and feedback for people."""
    grade = found["grade"]
    if grade is None:
        return str(found["message"] or f"It is {found['state']}.")
    lines = [f"{grade['score']:g} of {grade['max_score']:g} points"]
    if grade["penalty"]:
        lines[0] += f" ({grade['penalty']:g} lost for handing in late)"
    return "\n".join(lines + shown_checks(found["feedback"] or {}))


def shown_checks(feedback: dict[str, Any]) -> list[str]:
    """Return a line for each task, and below it what its failed checks say."""
    lines = []
    for task in feedback.get("tasks", []):
        lines.append(f"{task['id']}: {task['points']:g} of {task['max']:g}")
        messages = [f"  {check['message']}" for check in task.get("checks", []) if check.get("message")]
        lines += dict.fromkeys(messages)
    return lines
