"""Property-based fuzzing of the whole API from its OpenAPI document: no server error, and only answers it describes."""

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from grader.service.app import make_app
from tests.grader.service.conftest import ADDRESS, Classroom, make_service

EXAMPLES = 7  # for each operation, key, and kind of data: as described, or not
CHECKS = [not_a_server_error, status_code_conformance, response_schema_conformance]


def test_no_request_makes_the_server_fail(room: Classroom) -> None:
    api = schemathesis.openapi.from_asgi("/api/v1/openapi.json", make_app(make_service(room.root)))
    operations = [found.ok() for found in api.get_all_operations()]
    codes: list[int] = []
    for operation in operations:
        for person in (None, "ada", "prof"):
            key = room.service.access.new_token(person) if person else ""
            headers = {"Authorization": f"Bearer {key}"} if key else {"Origin": ADDRESS}
            for mode in schemathesis.GenerationMode:
                codes += fuzz(operation, mode, headers)
    assert len(operations) >= 12
    assert len(codes) > 200 and {200, 201, 401, 403, 404, 422} <= set(codes)


def fuzz(operation: schemathesis.APIOperation, mode: schemathesis.GenerationMode, headers: dict[str, str]) -> list[int]:
    """Send requests made from the description of one operation; return the status codes."""
    codes = []

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(mode))
    def send(case: schemathesis.Case) -> None:
        codes.append(case.call_and_validate(headers=headers, checks=CHECKS).status_code)

    send()
    return codes
