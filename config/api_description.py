"""The API described as OpenAPI 3.1: what ninja reads from the endpoints, and what holds at every one of them."""

from __future__ import annotations

import json
import re
from http import HTTPStatus
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from accelerator.accounts import repeats, scopes

PROBLEM = {
    "title": "Problem",
    "description": "What went wrong (RFC 9457).",
    "type": "object",
    "required": ["type", "status", "title"],
    "properties": {
        "type": {"type": "string", "description": "about:blank: the status says what kind it is"},
        "status": {"type": "integer", "description": "the status of the answer"},
        "title": {"type": "string", "description": "a sentence for people, with the remedy"},
        "field": {"type": ["string", "null"], "description": "the one field at fault, where a refusal names one"},
        "errors": {
            "type": "array",
            "description": "every field at fault",
            "items": {
                "type": "object",
                "required": ["field", "says"],
                "properties": {
                    "field": {"type": "string", "description": "its path in what was sent: changes.0.value"},
                    "says": {"type": "string", "description": "what is wrong with it"},
                },
            },
        },
        "code": {"type": "string", "description": "of a fault of ours: finds it in the log"},
    },
}
WENT_WRONG = {
    400: "The body is no JSON",
    401: "No token, or one that is not valid",
    403: "The token lacks the scope, or its person the right",
    404: "Nothing there, or nothing that the person may see",
    405: "This address does not take that method; Allow says which it does",
    409: "The present state stands in the way, or a twin with the same key is being worked on",
    413: "Larger than is taken at once",
    415: "The body is not sent as application/json",
    422: "Something that was sent cannot be read or kept; errors names the fields",
    429: "More requests than a minute allows; Retry-After says how long to wait",
    503: "Too many ask at once; Retry-After says how long to wait",
}
ONCE = {
    "in": "header",
    "name": repeats.HEADER,
    "required": False,
    "description": "sent again with the same key and content, the first answer comes again and nothing is done twice",
    "schema": {"type": "string", "minLength": 1, "maxLength": repeats.LONGEST, "pattern": "^[ -~]+$"},
}


# What pydantic calls a page of a list in the document.
_LISTED = re.compile(r"\bListed_(\w+?)_(?=\")")


class Description(OpenAPISchema):
    def __init__(self, api: NinjaAPI, path_prefix: str) -> None:
        super().__init__(api, path_prefix)
        self.update(json.loads(_LISTED.sub(r"\1List", json.dumps(self))))

    def operation_details(self, operation: Operation) -> dict[str, Any]:
        told: dict[str, Any] = super().operation_details(operation)
        (opener,), (method,) = operation.auth_callbacks, operation.methods
        told["security"] = [{"Token": [opener.needed(method)]}]  # type: ignore[attr-defined]  # a Token
        writes = method not in scopes.READING
        if writes:
            told["parameters"].append(ONCE)
        never = set() if writes else {409, 413}
        if "application/json" not in told.get("requestBody", {}).get("content", {}):
            never |= {400, 415}
        if not writes and not any(one["in"] == "path" for one in told["parameters"]):
            never.add(404)
        told["responses"] = _answers(told["responses"], never)
        return told

    def get_components(self) -> dict[str, Any]:
        components: dict[str, Any] = super().get_components()
        named = {**components["schemas"], "Problem": PROBLEM}
        components["schemas"] = {name: named[name] for name in sorted(named) if name != "Paging"}  # parameters, told one by one
        return components


def _answers(those: dict[int, Any], never: set[int]) -> dict[str, Any]:
    """What an endpoint answers, with the problems that it may answer too, by status."""
    found = {status: dict(answer) for status, answer in those.items()}
    for status, says in WENT_WRONG.items():
        if status not in never or status in found:
            answer = found.setdefault(status, {"description": says})
            problem: dict[str, Any] = {"$ref": "#/components/schemas/Problem"}
            if own := answer.get("content", {}).get("application/json"):
                problem = {"anyOf": [{"allOf": [problem, own["schema"]]}, problem]}
            answer["content"] = {"application/problem+json": {"schema": problem}}
    for status, answer in found.items():
        answer["description"] = WENT_WRONG.get(status) or HTTPStatus(status).phrase
    return {str(status): found[status] for status in sorted(found)}
