"""What schemathesis cannot know: rules that OpenAPI has no words for.

A request that fits its schema and is refused nevertheless is a failure, unless it is refused by one of these rules,
at the operation that has it.
"""

import json
from typing import Any

import schemathesis
from schemathesis.openapi.checks import RejectedPositiveData

REPEATABLE = {
    "POST /customers",
    "POST /products",
    "POST /orders",
    "POST /api/vehicles",
    "POST /api/vehicles/{vehicle_id}/blocks",
    "POST /api/bookings",
    "POST /api/bookings/calculate-price",
}
PRICED = {"POST /api/bookings/calculate-price"}
BOOKED = {"POST /api/bookings"}
RULES: dict[str, set[str]] = {
    # Dates, places, customers and goods must exist, what goes together must be given together, and a layout is the
    # order's own.
    "order-invalid": {"POST /orders", "PATCH /orders/{order_id}", "PUT /orders/{order_id}/layout"},
    # Temperatures are given together, and nothing calls its own tags incompatible.
    "product-invalid": {"POST /products", "PATCH /products/{product_id}"},
    # A body lies inside its cargo space, and its limits can be kept.
    "vehicle-invalid": {"POST /api/vehicles", "PATCH /api/vehicles/{vehicle_id}"},
    "unknown-vehicle": PRICED,
    "unknown-place": PRICED,
    "ambiguous-place": PRICED | {"POST /orders", "PATCH /orders/{order_id}"},
    "date-in-the-past": PRICED,
    "load-too-large": PRICED,
    "price-out-of-range": PRICED,
    "unknown-order": BOOKED | {"POST /api/bookings/settle"},
    "unknown-quote": BOOKED,
    "date-out-of-range": {"GET /api/vehicles/available"},
    # A period ends after it begins.
    "period-out-of-order": {"POST /api/vehicles/{vehicle_id}/blocks", "GET /api/bookings"},
    # A customer's user and key name the customer, others do not; grants are names of ours.
    "user-invalid": {"POST /users", "PATCH /users/{user_id}", "POST /users/{user_id}/sign-in-link"},
    "key-invalid": {"POST /keys"},
    # A password needs its address.
    "sign-in-incomplete": {"POST /sessions"},
    # One key, one request.
    "idempotency-key-reused": REPEATABLE,
}

OF_TEXTS = ("may not stand in it", "NUL", "exactly one e-mail address")
"""What is said wherever there is text: categories of characters, and 64 of them before the @, are no pattern."""


@schemathesis.hook
def filter_failure(context: Any, failure: Any, case: Any, response: Any) -> bool:
    """Whether it is one."""
    if not isinstance(failure, RejectedPositiveData) or response.status_code != 422:
        return True
    problem = json.loads(response.content)
    messages = [fault["message"] for fault in problem.get("errors", [])]
    return not (
        case.operation.label in RULES.get(problem["code"], set())
        or problem["code"] == "invalid-cursor"  # Wherever there are pages; only we know what we gave out.
        or (messages and all(any(words in message for words in OF_TEXTS) for message in messages))
    )
