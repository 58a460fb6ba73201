#!/bin/sh
# Ask the API with curl: place the order on stdin, then show it and three vehicles of the fleet.
#
#     LOGISTICS_URL=http://127.0.0.1:8080 LOGISTICS_API_KEY=lm_... examples/ask.sh < examples/order.json
set -eu
orders="$LOGISTICS_URL/api/orders"
transport="$LOGISTICS_URL/api/transport"
field() { python3 -c "import json, sys; print(json.load(sys.stdin)['$1'])"; }
get() { curl -sS --fail-with-body -H "Authorization: Bearer $1" "$2"; }

placed=$(curl -sS --fail-with-body "$orders/orders" --data-binary @- \
    -H "Authorization: Bearer $LOGISTICS_API_KEY" -H "Content-Type: application/json")
get "$LOGISTICS_API_KEY" "$orders/orders/$(echo "$placed" | field id)"
echo

token=$(curl -sS --fail-with-body -X POST "$orders/tokens" -H "Authorization: Bearer $LOGISTICS_API_KEY" | field token)
get "$token" "$transport/vehicles?limit=3"
echo
