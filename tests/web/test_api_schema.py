"""Whatever the OpenAPI description allows never breaks the server."""

from __future__ import annotations

import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from starlette.testclient import TestClient


def test_nothing_in_the_description_breaks_the_server(client: TestClient) -> None:
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", client.app)
    for result in schema.get_all_operations():
        operation = result.ok()

        @settings(
            max_examples=12,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def tried(case: schemathesis.Case) -> None:
            case.call_and_validate(checks=[not_a_server_error])

        operation.as_strategy()
        from hypothesis import given

        given(case=operation.as_strategy())(tried)()
