"""Every error as one sentence: `{"detail": "..."}`."""

import logging

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.responses import JSONResponse

from grader.errors import UserError

LOG = logging.getLogger("grader.service")
LOST = "The server could not do this just now; nothing was recorded, so keep your notebook and try again in a minute."
UNREADABLE = "There was an error parsing the body"  # FastAPI's words
STATUS = {
    400: "The body of the request cannot be read: send what /api/v1/openapi.json describes.",
    404: "There is nothing at this address; see /api/v1/openapi.json for what there is.",
    405: "This address does not take this method; see /api/v1/openapi.json for what it takes.",
}


class Problem(BaseModel):
    """What went wrong, and what to do."""

    detail: str = Field(examples=["There is no unit 'xyz'."])


def problems(*codes: int) -> dict[int | str, dict[str, object]]:
    """Return the description of errors for the OpenAPI document."""
    return {code: {"model": Problem} for code in codes}


def install(app: FastAPI) -> None:
    """Answer errors with a sentence."""
    app.exception_handler(StarletteHTTPException)(http_error)
    app.exception_handler(RequestValidationError)(validation_error)
    app.exception_handler(UserError)(user_error)
    app.exception_handler(SQLAlchemyError)(storage_error)
    app.exception_handler(OSError)(storage_error)


async def http_error(request: Request, error: StarletteHTTPException) -> JSONResponse:
    """Answer an error that has a status code."""
    own = isinstance(error, HTTPException) and error.detail != UNREADABLE
    detail = error.detail if own else STATUS.get(error.status_code, error.detail)
    return JSONResponse({"detail": detail}, error.status_code, error.headers)


async def validation_error(request: Request, error: RequestValidationError) -> JSONResponse:
    """Answer a request that does not have the form that the OpenAPI document asks for."""
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    return JSONResponse({"detail": f"The request is wrong at {where}: {first['msg']}."}, 422)


async def user_error(request: Request, error: UserError) -> JSONResponse:
    """Answer what the rest of the grader refuses."""
    return JSONResponse({"detail": str(error)}, 422)


async def storage_error(request: Request, error: Exception) -> JSONResponse:
    """Answer that disk or database fail: the client may try again."""
    LOG.error("%s %s: %s", request.method, request.url.path, type(error).__name__, exc_info=error)
    return JSONResponse({"detail": LOST}, 503, {"Retry-After": "60"})
