"""What the API says, as types; the OpenAPI document is made from them."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from grader.ledger import State


class Me(BaseModel):
    """Who is signed in."""

    id: str
    name: str
    role: str = Field(description="`student` or `instructor`")
    local: bool = Field(description="true on a server for one person, without sign-in")


class Here(BaseModel):
    """What a page of the site asks before it hands in; a site without a grader has a file in this place."""

    grader: bool = True
    signed_in: bool = Field(description="whether the grader knows who asks")
    local: bool = Field(description="true on a server for one person, without sign-in")


class Receipt(BaseModel):
    """Proof that a submission is on the server's disk and recorded."""

    id: str = Field(description="names this act of handing in")
    unit: str
    student: str
    sha256: str = Field(description="of what was handed in")
    received: datetime
    due: datetime | None = Field(description="the deadline that counts for this student, extension included")
    late: bool


class Grade(BaseModel):
    """What the gradebook says."""

    score: float = Field(description="what counts: points less what was lost for handing in late")
    max_score: float
    penalty: float = Field(description="points lost for handing in late")
    by_hand: bool = Field(description="true while an instructor has still to look at a task")


class Submission(Receipt):
    """A receipt, and what became of the submission since."""

    state: State
    message: str = Field(description="one sentence about the state, empty if there is nothing to say")
    current: bool = Field(description="false if the student has handed in again and that was graded")
    released: bool = Field(description="whether the student may see grade and feedback")
    grade: Grade | None = Field(description="null until it is graded and released")
    feedback: dict[str, Any] | None = Field(description="each check with its message; null until graded and released")
    feedback_page: str | None = Field(description="address of the feedback as a page")


class Unit(BaseModel):
    """One unit, as one person sees it."""

    unit: str
    points: float
    due: datetime | None
    released: bool
    submission: Submission | None = Field(description="the last one that this person handed in")


class ClassRow(BaseModel):
    """One student in one unit."""

    student: str
    name: str
    due: datetime | None
    submissions: int
    last: Submission | None


class Class(BaseModel):
    """A unit, and everybody in it."""

    unit: str
    points: float
    due: datetime | None
    released: bool
    students: list[ClassRow]


class Release(BaseModel):
    """Whether students see their grades of a unit."""

    released: bool = True


class Deadline(BaseModel):
    """When a unit is due; null for never."""

    due: datetime | None = Field(default=None, examples=["2027-01-31T23:59:00+01:00"])


class Extension(BaseModel):
    """How much later a unit is due for one person."""

    days: float = Field(ge=0, le=3650)


class Token(BaseModel):
    """A token; it is shown this once."""

    token: str
