"""Where a service answers: one base URL, or one for each of its processes."""


def addresses_of(urls: str) -> list[str]:
    """The base URLs in a setting such as `http://127.0.0.1:8000,http://127.0.0.1:8001`, without a slash at the end.

    Raises:
        ValueError: There is none.
    """
    found = [url.strip().rstrip("/") for url in urls.split(",") if url.strip()]
    if not found:
        raise ValueError("The address of a service is missing.")
    return found
