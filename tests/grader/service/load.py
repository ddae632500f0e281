"""How long a whole class waits for its receipts when it hands in at once: `python -m tests.grader.service.load`.

A server of its own process, grading in the background, on the machine's own processors; every student has a token and
a connection, all are let go at the same moment.
"""

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

from grader.project import Project
from grader.service.access import Access
from grader.service.people import People, Person
from grader.service.tables import open_tables
from tests.grader.conftest import UNIT

STUDENTS = 100


def figures(students: int = STUDENTS) -> dict[str, float]:
    """Return the seconds of the slowest and the median receipt, measured, grading included."""
    folder = Path(tempfile.mkdtemp())
    try:
        course, site = folder / "course", folder / "site"
        site.mkdir()
        (site / "index.html").write_text("<h1>Book</h1>", encoding="utf-8")
        engine = open_tables(course)
        people = [Person(f"student-{number:03}", f"Student {number}") for number in range(students)]
        People(engine).enter([(person, {}) for person in people])
        tokens = [Access(engine).new_token(person.id) for person in people]
        engine.dispose()
        command = [sys.executable, "-m", "grader", "serve", "--course", str(course), "--site", str(site)]
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        server = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, text=True
        )
        try:
            assert server.stdout is not None
            lines = iter(server.stdout.readline, "")
            address = next(word for line in lines for word in line.split() if word.startswith("http"))
            waits = sorted(asyncio.run(hand_in(address, tokens)))
        finally:
            server.terminate()
            server.wait(30)
    finally:
        shutil.rmtree(folder)
    return {"students": students, "slowest": waits[-1], "median": waits[len(waits) // 2]}


async def hand_in(address: str, tokens: list[str]) -> list[float]:
    """Let everybody hand in; return how long each waited for a receipt."""
    text = Project().exercise(UNIT).read_text(encoding="utf-8")
    start = asyncio.Event()
    limits = httpx.Limits(max_connections=None)

    async with httpx.AsyncClient(base_url=address, timeout=120, limits=limits) as client:

        async def one(number: int, token: str) -> float:
            own = text.replace('"cells": [', f'"student": {number}, "cells": [', 1)  # no two the same
            headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
            assert own != text
            await start.wait()
            began = time.perf_counter()
            answer = await client.post(f"/api/v1/units/{UNIT}/submissions", content=own, headers=headers)
            answer.raise_for_status()
            assert answer.json()["student"] == f"student-{number:03}"
            return time.perf_counter() - began

        await client.get("/")
        waiting = [asyncio.create_task(one(number, token)) for number, token in enumerate(tokens)]
        await asyncio.sleep(0.5)
        start.set()
        return await asyncio.gather(*waiting)


if __name__ == "__main__":
    measured = figures()
    print(
        f"{measured['students']:.0f} students at once: the slowest receipt came after {measured['slowest']:.2f} s, "
        f"the median after {measured['median']:.2f} s (measured)"
    )
