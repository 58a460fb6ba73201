"""Orders as PostgreSQL writes them for lists; `wire.order_read` says the same of one order, and all its lines."""

import json

from logistics.contracts.address import Address
from logistics.contracts.goods import Handling
from logistics.contracts.orders import MOST_LINES_LISTED
from logistics.orders.for_customers import IN_PART

_NO_ADDRESS = "'" + json.dumps(dict.fromkeys(Address.model_fields)) + "'::jsonb"
"""Addresses are kept without what they do not say."""


def _moment(column: str) -> str:
    """In UTC, to the microsecond, as Python writes it. Connections of ours think in UTC."""
    return f"""replace(to_char({column}, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '.000000', '') AS {column}"""


_NO_RULES = "'" + Handling().model_dump_json() + "'::jsonb"
"""Rules are kept without what they do not say."""

_ITEMS = f"""json_agg(jsonb_build_object(
    'line', line, 'sku', sku, 'description', description, 'quantity', quantity,
    'length_mm', length_mm, 'width_mm', width_mm, 'height_mm', height_mm,
    'weight_kg', trim_scale(weight_g * 0.001)::text) || {_NO_RULES} || rules ORDER BY line)"""
_FIRST_ITEMS = f"{_ITEMS} FILTER (WHERE line <= {MOST_LINES_LISTED})"

_TOTALS = """json_build_object(
    'pieces', sum(quantity),
    'weight_kg', trim_scale(sum(quantity * weight_g::bigint) * 0.001)::text,
    'volume_m3', trim_scale(sum(quantity * length_mm::bigint * width_mm * height_mm) * 0.000000001)::text)"""

_FOR_STAFF = "status_reason, remedy"
_FOR_CUSTOMERS = f"""coalesce(
        CASE WHEN EXISTS (SELECT FROM jsonb_array_elements(booking_states) AS state
                          WHERE state ->> 'status' = 'cancelled'
                                AND (state ->> 'booking_id')::bigint = ANY (booking_ids))
             THEN %(sentences)s::jsonb ->> (status || '{IN_PART}') END,
        %(sentences)s::jsonb ->> status) AS status_reason, NULL AS remedy"""
"""As `for_customers.sentence_about` says it."""


def order_summary(*, for_customer: bool) -> str:
    """An expression for a statement about `orders`; one for a customer is given `for_customers.SENTENCES`."""
    return f"""(SELECT row_to_json(document)::text FROM (
    SELECT orders.id, customer_id, reference, priority, pickup_date, items, line_count, totals, notes,
           auto_process, status,
           {_FOR_CUSTOMERS if for_customer else _FOR_STAFF},
           booking_ids, layout, price, version, booking_states, plan_version,
           concat('ORD-', extract(year FROM created_at), '-',
                  repeat('0', 6 - length(orders.id::text)), orders.id) AS number,
           {_NO_ADDRESS} || origin AS origin, {_NO_ADDRESS} || destination AS destination,
           {_moment("created_at")}, {_moment("updated_at")}
    FROM (SELECT {_FIRST_ITEMS} AS items, count(*) AS line_count, {_TOTALS} AS totals
          FROM order_items WHERE order_id = orders.id) goods
    ) document)"""
