"""Where a town is, found by the names people write: Köln, Koeln and Cologne are one place.

The gazetteer holds towns from 1,000 people up. Data: GeoNames (https://www.geonames.org), CC BY 4.0.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, lru_cache
from threading import Lock
from typing import Self

from logistics.geo.gazetteer import Town, towns_called, towns_of
from logistics.kit.rates import Buckets, TooManyRequests

COUNTRY_CODE = re.compile(r"[A-Z]{2}")
ACCENTS = re.compile("[\u0300-\u036f]+")
PUNCTUATION = re.compile(r"[\W_]+")
MOST_SUGGESTIONS = 3
SEARCHES_PER_S = 2
"""Suggestions are a courtesy that takes 0.1 s of a core. A flood of unknown towns gets none, and is no burden."""

_searches = Buckets(SEARCHES_PER_S)
_reading = Lock()


@dataclass(frozen=True, slots=True)
class Place:
    """A town. Latitude and longitude in degrees."""

    city: str
    country_code: str
    lat: float
    lon: float


class UnknownPlace(ValueError):
    """The gazetteer has no such town in that country."""

    def __init__(self, city: str, country_code: str, postal_code: str | None, suggestions: tuple[str, ...]) -> None:
        asked = f"{postal_code} {city}" if postal_code else city
        hint = f" Did you mean {' or '.join(suggestions)}?" if suggestions else ""
        super().__init__(f"No place called {asked} ({country_code}) is known.{hint}")
        self.city = city
        self.country_code = country_code
        self.suggestions = suggestions


def find_place(city: str, country_code: str, postal_code: str | None = None) -> Place:
    """The town people mean by this name: in any case, with or without accents, in any language.

    A town's own name goes before what others call another town; then the largest town wins. The first question
    about a country reads it (Germany: 0.3 s; see `warm_up`), the next ones take well under a millisecond. Saying
    what may have been meant takes up to 0.2 s, so it is left out when that was asked too often of late.

    Args:
        country_code: ISO 3166-1 alpha-2, in either case.
        postal_code: Only named when the town is unknown; the gazetteer holds no postal codes.

    Raises:
        UnknownPlace: Also for an unknown country. Says what may have been meant.
    """
    code, key = country_code.strip().upper(), name_key(city)
    country = _country(code) if COUNTRY_CODE.fullmatch(code) else NOWHERE
    place = country.find(key)
    if place is None:
        raise UnknownPlace(city, code, postal_code, _affordable_suggestions(city, country.code))
    return place


def warm_up(*country_codes: str) -> None:
    """Read these countries now instead of at the first question about them."""
    for code in country_codes:
        _country(code)


def name_key(name: str) -> str:
    """What all spellings of a name have in common: no accents, capitals or punctuation."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return PUNCTUATION.sub(" ", ACCENTS.sub("", letters)).strip()


@dataclass(frozen=True, slots=True)
class _Country:
    """The towns of a country as text, which takes a tenth of the memory of a dictionary by name.

    A line is `name|lat|lon`, then every key that finds it, each between tabs. The largest towns come first, so the
    first hit is the town most people mean.
    """

    code: str
    own_names: bytes
    other_names: bytes

    @classmethod
    def of(cls, code: str, towns: Iterable[Town]) -> Self:
        lines = sorted((_lines(town) for town in towns), reverse=True)
        return cls(code, b"\n".join(own for _, own, _ in lines), b"\n".join(other for _, _, other in lines))

    def find(self, key: str) -> Place | None:
        needle = f"\t{key}\t".encode()
        for names in (self.own_names, self.other_names):
            position = names.find(needle)
            if position >= 0:
                return self._place_at(names, position)
        return None

    def list_similar(self, key: str) -> list[Place]:
        """Towns whose own name is nearly this one, the most similar first."""
        keys = [line.split("\t")[1] for line in self.own_names.decode().split("\n") if line]
        places = map(self.find, get_close_matches(key, keys, n=MOST_SUGGESTIONS, cutoff=0.75))
        return [place for place in places if place]

    def _place_at(self, names: bytes, position: int) -> Place:
        start = names.rfind(b"\n", 0, position) + 1
        city, lat, lon = names[start : names.index(b"\t", start)].decode().split("|")
        return Place(city, self.code, float(lat), float(lon))


NOWHERE = _Country("", b"", b"")


def _country(code: str) -> _Country:
    """The towns of a country; whoever asks while it is read waits, because reading it twice takes twice as long."""
    with _reading:
        return _read(code)


@cache
def _read(code: str) -> _Country:
    return _Country.of(code, towns_of(code))


def _lines(town: Town) -> tuple[int, bytes, bytes]:
    """The town's population, its line among own names and its line among other names."""
    full = name_key(town["name"])
    # GeoNames writes its transliterations from other scripts in lower case: nobody types "wei ye na" for Vienna.
    keys = {name_key(name) for name in town["alternatenames"] if not name[:1].islower()} - {"", full}
    # The beginning of a name is the town's own too: people say Halle for Halle (Saale).
    short = {key for key in keys if full.startswith(f"{key} ")}
    head = f"{town['name']}|{town['latitude']}|{town['longitude']}"
    own, other = ("\t".join([head, *names, ""]).encode() for names in ([full, *short], keys - short))
    return town["population"], own, other


def _affordable_suggestions(city: str, code: str) -> tuple[str, ...]:
    try:
        return _suggestions(city, code) if name_key(city) else ()
    except TooManyRequests:
        return ()


@lru_cache(1000)
def _suggestions(city: str, code: str) -> tuple[str, ...]:
    """Labels such as `Hamburg (DE)`: the largest town of that name abroad, then similar names in the country.

    Raises:
        TooManyRequests: It was searched too often of late.
    """
    _searches.take("suggestions")
    country, key = _country(code) if code else NOWHERE, name_key(city)
    abroad = max(towns_called(city.strip().title()), key=lambda town: town["population"], default=None)
    labels = [f"{abroad['name']} ({abroad['countrycode']})"] if abroad else []
    labels += [f"{place.city} ({place.country_code})" for place in country.list_similar(key)]
    return tuple(dict.fromkeys(labels))[:MOST_SUGGESTIONS]
