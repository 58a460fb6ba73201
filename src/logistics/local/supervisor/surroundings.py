"""What a process gets of its surroundings: variables of the system and of libraries, no settings of ours."""

from collections.abc import Mapping

from logistics.local import compiled_code
from logistics.local.data_dir import DataDir
from logistics.local.listening import HOST

_SYSTEM = ("PATH", "HOME", "USER", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "TZ", "SSL_CERT_FILE", "SSL_CERT_DIR")
_PROXIES = (
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "all_proxy",
    "no_proxy",
)


def of_every_process(given: Mapping[str, str]) -> dict[str, str]:
    """What any program needs."""
    return {**_picked(given, _SYSTEM), "PYTHONUNBUFFERED": "1"}


def of_the_cloud(given: Mapping[str, str]) -> dict[str, str]:
    """By what a bucket is reached."""
    return {name: value for name, value in given.items() if name.startswith("AWS_")} | _proxies(given)


def of_an_agent(given: Mapping[str, str], data_dir: DataDir) -> dict[str, str]:
    """By what a model is reached, and where the packing engine keeps its code."""
    model = {name: value for name, value in given.items() if name.startswith("OPENAI_")}
    cache = compiled_code.numba_cache(data_dir, given)
    return model | of_the_cloud(given) | ({compiled_code.VARIABLE: str(cache)} if cache else {})


def _proxies(given: Mapping[str, str]) -> dict[str, str]:
    """A proxy is for the internet; our own parts are neighbours."""
    direct = ",".join(filter(None, [given.get("NO_PROXY"), HOST, "localhost"]))
    return _picked(given, _PROXIES) | {"NO_PROXY": direct}


def _picked(given: Mapping[str, str], names: tuple[str, ...]) -> dict[str, str]:
    return {name: given[name] for name in names if name in given}
