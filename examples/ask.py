"""Ask the API from Python: place the order on stdin, wait until it is decided, and say what is booked for it.

    LOGISTICS_URL=http://127.0.0.1:8080 LOGISTICS_API_KEY=lm_... python examples/ask.py < examples/order.json

Any HTTP client does; this is Python's own. The key goes to the Order API. The Transport API takes what the Order API
gives for a key: a token that is good for some minutes.
"""

import json
import os
import sys
import time
import urllib.request

URL = os.environ["LOGISTICS_URL"]
KEY = os.environ["LOGISTICS_API_KEY"]


def ask(path, body=None, credential=KEY, **headers):
    """What the API answers: to a GET, or to a POST where there is a body."""
    headers |= {"Authorization": f"Bearer {credential}", "Content-Type": "application/json"}
    request = urllib.request.Request(f"{URL}/api/{path}", None if body is None else body.encode(), headers)
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


text = sys.stdin.read()
# With the same key a repeat is answered with the first order, so a lost answer may be asked for again.
order = ask("orders/orders", text, **{"Idempotency-Key": f"example-{json.loads(text)['reference']}"})
while order["status"] in ("pending", "processing"):
    time.sleep(0.5)
    order = ask(f"orders/orders/{order['id']}")
print(f"{order['number']} is {order['status']}")

token = ask("orders/tokens", "")["token"]
for booking in ask(f"transport/bookings?order_id={order['id']}", credential=token)["data"]:
    print(f"vehicle {booking['vehicle_id']} for {booking['price']['amount']} {booking['price']['currency']}")
