"""Where a town is, found by the names people write: Köln, Koeln and Cologne are one place.

The gazetteer holds towns from 1,000 people up. Data: GeoNames (https://www.geonames.org), CC BY 4.0.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, lru_cache
from threading import Lock
from typing import Self

from logistics.access.rates import Buckets, TooManyRequests
from logistics.geo.distance import great_circle_km
from logistics.geo.gazetteer import Town, towns_called, towns_of
from logistics.geo.names import name_key
from logistics.geo.place import Place
from logistics.geo.regions import ZONE_TOWNS, region_of, region_of_postal_code

COUNTRY_CODE = re.compile(r"[A-Z]{2}")
MOST_SUGGESTIONS = 3
MOST_CANDIDATES = 10
COMPARABLE = 10
"""A town is taken for the one that is meant when it has this many times the people of any other of its name."""
SAME_PLACE_KM = 30
"""Towns of one name that are nearer to each other cost the same to go to."""
ZONE_KM = 100
"""No town is farther from the main town of its postal zone."""
SEARCHES_PER_S = 2
"""Suggestions are a courtesy that takes 0.1 s of a core. A flood of unknown towns gets none, and is no burden."""

_searches = Buckets(SEARCHES_PER_S)
_reading = Lock()


class PlaceRefused(ValueError):
    """A place cannot be found, or not only one; `field` is the part of the address that would put it right."""

    field = "city"
    code = "unknown_place"


class UnknownTown(PlaceRefused):
    """The gazetteer has no such town in that country."""

    def __init__(self, city: str, country_code: str, postal_code: str | None, suggestions: tuple[str, ...]) -> None:
        asked = f"{postal_code} {city}" if postal_code else city
        hint = f" Did you mean {' or '.join(suggestions)}?" if suggestions else ""
        super().__init__(f"No place called {asked} ({country_code}) is known.{hint}")
        self.city = city
        self.country_code = country_code
        self.suggestions = suggestions


class NotInRegion(PlaceRefused):
    """There are towns of that name in the country, and none in that region of it."""

    field = "region"

    def __init__(self, city: str, region: str, towns: Sequence[Place]) -> None:
        super().__init__(f"There is no {city} in {region}. There is {_listed(towns)}.")


class AmbiguousName(PlaceRefused):
    """Several towns of the country have that name, and none is so much larger that it must be meant."""

    code = "ambiguous_place"

    def __init__(self, city: str, country_code: str, towns: Sequence[Place]) -> None:
        super().__init__(
            f"There are several places called {city} ({country_code}): {_listed(towns)}. "
            "Say which with region or postal_code, by its full name, or with its coordinates."
        )
        self.candidates = tuple(towns[:MOST_CANDIDATES])


def find_place(city: str, country_code: str, *, region: str | None = None, postal_code: str | None = None) -> Place:
    """The town people mean by this name: in any case, with or without accents, in any language.

    A town's own name goes before what others call another town. Of several, region and postal code decide; else the
    largest does, if it is ten times as large as any other that is not next to it. The first question about a country
    reads it (Germany: 0.3 s; see `warm_up`), the next ones take a few milliseconds. Saying what may have been meant
    takes up to 0.2 s, so it is left out when that was asked too often of late.

    Args:
        country_code: ISO 3166-1 alpha-2, in either case.
        region: A name or code of its state, province or canton; one that we do not know decides nothing.
        postal_code: Decides in countries whose zones we know.

    Raises:
        UnknownTown: Also for an unknown country. Says what may have been meant.
        NotInRegion: It lies elsewhere.
        AmbiguousName: Names the towns that may be meant.
    """
    towns = towns_named(city, country_code, region=region, postal_code=postal_code)
    towns = _by_postal_code(towns, postal_code) if postal_code else towns
    largest = towns[0]
    others = [
        town
        for town in towns[1:]
        if town.population * COMPARABLE >= largest.population and great_circle_km(town, largest) > SAME_PLACE_KM
    ]
    if others:
        raise AmbiguousName(city, largest.country_code, [largest, *others])
    return largest


def towns_named(
    city: str, country_code: str, *, region: str | None = None, postal_code: str | None = None
) -> list[Place]:
    """Every town that is called so, in the region if we know it, the largest first.

    Raises:
        UnknownTown, NotInRegion: There is none.
    """
    code, key = country_code.strip().upper(), name_key(city)
    country = country_of(code)
    own, other = (list(country.find(names, key)) for names in (country.own_names, country.other_names))
    if not (own or other):
        raise UnknownTown(city, code, postal_code, _affordable_suggestions(city, country.code))
    wanted = _region(code, region, [*own, *other]) if region else None
    if region and wanted:
        own, other = ([town for town in towns if town.region == wanted] for towns in (own, other))
        if not (own or other):
            raise NotInRegion(city, region, towns_named(city, code))
    return own or other


def warm_up(*country_codes: str) -> None:
    """Read these countries now instead of at the first question about them."""
    for code in country_codes:
        country_of(code)


@dataclass(frozen=True, slots=True)
class Country:
    """The towns of a country as text, which takes a tenth of the memory of a dictionary by name.

    A line is `name|lat|lon|population|region`, then every key that finds it, each between tabs. The largest towns
    come first.
    """

    code: str
    own_names: bytes
    other_names: bytes

    @classmethod
    def of(cls, code: str, towns: Iterable[Town]) -> Self:
        """A country from its records."""
        lines = sorted((_lines(town) for town in towns), reverse=True)
        return cls(code, b"\n".join(own for _, own, _ in lines), b"\n".join(other for _, _, other in lines))

    def find(self, names: bytes, key: str) -> Iterable[Place]:
        """The towns that one of the two kinds of names finds by this key."""
        needle = f"\t{key}\t".encode()
        position = names.find(needle) if key else -1
        while position >= 0:
            end = names.find(b"\n", position)
            yield self._place(names[names.rfind(b"\n", 0, position) + 1 : end if end >= 0 else None])
            position = names.find(needle, end) if end >= 0 else -1

    def towns(self) -> Iterable[Place]:
        """Every town, the largest first."""
        return (self._place(line) for line in self.own_names.split(b"\n") if line)

    def list_similar(self, key: str) -> list[Place]:
        """Towns whose own name is nearly this one, the most similar first."""
        keys = [line.split("\t")[1] for line in self.own_names.decode().split("\n") if line]
        close = get_close_matches(key, keys, n=MOST_SUGGESTIONS, cutoff=0.75)
        return [place for name in close for place in list(self.find(self.own_names, name))[:1]]

    def _place(self, line: bytes) -> Place:
        city, lat, lon, population, region = line.split(b"\t", 1)[0].decode().split("|")
        return Place(city, self.code, float(lat), float(lon), region, int(population))


NOWHERE = Country("", b"", b"")


def country_of(code: str) -> Country:
    """The towns of a country; none when the code is unknown."""
    return _country(code) if COUNTRY_CODE.fullmatch(code) else NOWHERE


def _country(code: str) -> Country:
    """The towns of a country; whoever asks while it is read waits, because reading it twice takes twice as long."""
    with _reading:
        return _read(code)


@cache
def _read(code: str) -> Country:
    return Country.of(code, towns_of(code))


def _lines(town: Town) -> tuple[int, bytes, bytes]:
    """The town's population, its line among own names and its line among other names."""
    full = name_key(town["name"])
    # GeoNames writes its transliterations from other scripts in lower case: nobody types "wei ye na" for Vienna.
    keys = {name_key(name) for name in town["alternatenames"] if not name[:1].islower()} - {"", full}
    # The beginning of a name is the town's own too: people say Halle for Halle (Saale).
    short = {key for key in keys if full.startswith(f"{key} ")}
    facts = (town["name"], town["latitude"], town["longitude"], town["population"], town["admin1code"])
    head = "|".join(map(str, facts))
    own, other = ("\t".join([head, *names, ""]).encode() for names in ([full, *short], keys - short))
    return town["population"], own, other


def _region(code: str, said: str, towns: Sequence[Place]) -> str | None:
    """The code of the region that is said, if we know it: by its name, or because a town has that code."""
    written = said.strip().upper()
    return region_of(code, said) or (written if any(town.region == written for town in towns) else None)


def _by_postal_code(towns: list[Place], postal_code: str) -> list[Place]:
    """Those of the towns that lie where the postal code does; all of them when it decides nothing."""
    code = towns[0].country_code
    region = region_of_postal_code(code, postal_code)
    main_town = ZONE_TOWNS.get(code, {}).get(postal_code.strip()[:2])
    zone = find_place(main_town, code) if main_town else None
    near = [t for t in towns if t.region == region or (zone and great_circle_km(t, zone) <= ZONE_KM)]
    return near or towns


def _listed(towns: Sequence[Place]) -> str:
    shown = ", ".join(town.label for town in towns[:MOST_CANDIDATES])
    more = len(towns) - MOST_CANDIDATES
    return f"{shown} and {more} more" if more > 0 else shown


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
    country, key = country_of(code), name_key(city)
    abroad = max(towns_called(city.strip().title()), key=lambda town: town["population"], default=None)
    labels = [f"{abroad['name']} ({abroad['countrycode']})"] if abroad else []
    labels += [f"{place.city} ({place.country_code})" for place in country.list_similar(key)]
    return tuple(dict.fromkeys(labels))[:MOST_SUGGESTIONS]
