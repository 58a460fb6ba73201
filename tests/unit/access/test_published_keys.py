"""Keys that tokens are checked with, read from a service of several processes."""

import httpx2
from joserfc.jwk import OKPKey

from logistics.access.published_keys import PublishedKeys

KEY = OKPKey.generate_key("Ed25519", {"kid": "one"})


def answer(request: httpx2.Request) -> httpx2.Response:
    if request.url.host == "gone":
        raise httpx2.ConnectError("refused", request=request)
    return httpx2.Response(200, json={"keys": [KEY.as_dict(private=False)]})


async def test_keys_are_read_from_the_process_that_answers() -> None:
    async with PublishedKeys("http://gone,http://there", httpx2.MockTransport(answer)) as keys:
        found = await keys.find_key("one")
    assert found is not None
    assert found.kid == "one"
