"""From addresses to points: the town is looked up, or the coordinates lie where the address says.

What a trip costs comes of these points, so a town cannot be claimed for coordinates elsewhere.
"""

from __future__ import annotations

import asyncio
from array import array
from collections.abc import Mapping, Sequence
from functools import cache
from math import cos, radians, sqrt
from typing import Any, Protocol

from logistics.geo.distance import great_circle_km
from logistics.geo.gazetteer import all_positions
from logistics.geo.place import Place
from logistics.geo.places import AmbiguousName, PlaceRefused, UnknownTown, country_of, find_place, towns_named
from logistics.kit.errors import FieldError, Invalid, pointer

NEAR_KM = 25
"""A gate, port or warehouse outside its town; large towns reach farther by themselves, see `reach_km`."""
BORDER_KM = 50
REMOTE_KM = 500
"""No point on land is farther from every town."""


class Addressed(Protocol):
    """The parts of an address that say where it is."""

    @property
    def city(self) -> str:
        """Name of the town."""

    @property
    def region(self) -> str | None:
        """Its state, province or canton."""

    @property
    def postal_code(self) -> str | None:
        """As written on a letter."""

    @property
    def country_code(self) -> str:
        """ISO 3166-1 alpha-2."""

    @property
    def lat(self) -> float | None:
        """Degrees north."""

    @property
    def lon(self) -> float | None:
        """Degrees east."""


class FarFromCity(PlaceRefused):
    """The coordinates lie elsewhere than the address says."""

    field = "lat"
    code = "far_from_city"


class CoordinateMissing(PlaceRefused):
    """One coordinate without the other."""

    code = "required"

    def __init__(self, field: str) -> None:
        super().__init__("Give both coordinates or neither.")
        self.field = field


class AmbiguousPlace(Invalid):
    """Several places have this name."""


class UnknownPlace(Invalid):
    """A place of the route cannot be found."""

    def __init__(self, faults: Sequence[FieldError]) -> None:
        super().__init__(faults[0].message, errors=faults)


MOST_REMEMBERED = 10_000
_remembered: dict[tuple[Any, ...], Place] = {}
"""What was located, because most orders go where others went; a place never moves."""


async def locate_route(origin: Addressed, destination: Addressed) -> tuple[Place, Place]:
    """Where a route begins and ends.

    Raises:
        AmbiguousPlace: A town may be one of several.
        UnknownPlace: Names every field that is wrong.
    """
    places, faults = await locate_all({"origin": origin, "destination": destination})
    if faults:
        raise UnknownPlace(faults)
    return places["origin"], places["destination"]


async def locate_all(addresses: Mapping[str, Addressed]) -> tuple[dict[str, Place], list[FieldError]]:
    """The point of each address by its field, and the faults of those that have none.

    Raises:
        AmbiguousPlace: One may be several towns; `candidates` are those, and `errors` names every fault of all.
    """
    places: dict[str, Place] = {}
    faults: list[FieldError] = []
    candidates: list[dict[str, Any]] = []
    for field, address in addresses.items():
        try:
            places[field] = await _located(address)
        except PlaceRefused as error:
            at = pointer(field, error.field)
            faults.append(FieldError(at, error.code, str(error)))
            if isinstance(error, AmbiguousName):
                candidates += [{"pointer": at, **_candidate(town)} for town in error.candidates]
    if candidates:
        first = next(fault for fault in faults if fault.code == AmbiguousName.code)
        raise AmbiguousPlace(f"{first.pointer}: {first.message}", errors=faults, candidates=candidates)
    return places, faults


async def _located(address: Addressed) -> Place:
    said = (address.city, address.region, address.postal_code, address.country_code, address.lat, address.lon)
    if said not in _remembered:
        # The first question about a country reads it from disk, so it must not hold up everybody else.
        place = await asyncio.to_thread(locate, address)
        if len(_remembered) >= MOST_REMEMBERED:
            _remembered.pop(next(iter(_remembered)))
        _remembered[said] = place
    return _remembered[said]


def locate(address: Addressed) -> Place:
    """The point of an address: its coordinates if they lie near the town it names, else the town's.

    Of a town that the gazetteer does not know, the coordinates are the place; they lie in or near its country.

    Raises:
        PlaceRefused: Says what would be right.
    """
    if address.lat is None and address.lon is None:
        return find_place(address.city, address.country_code, region=address.region, postal_code=address.postal_code)
    if address.lat is None or address.lon is None:
        raise CoordinateMissing("lat" if address.lat is None else "lon")
    point = Place(address.city, address.country_code, address.lat, address.lon)
    try:
        towns = towns_named(address.city, address.country_code, region=address.region)
    except UnknownTown as unknown:
        _require_in_country(point, unknown)
    else:
        _require_near(point, towns)
    return point


def reach_km(town: Place) -> float:
    """How far from its middle a town's addresses lie: 25 km for a village, 44 for Berlin, 55 for London."""
    return NEAR_KM + sqrt(town.population) / 100


def _require_near(point: Place, towns: list[Place]) -> None:
    nearest = min(towns, key=lambda town: great_circle_km(point, town) - reach_km(town))
    km = great_circle_km(point, nearest)
    if km > reach_km(nearest):
        raise FarFromCity(
            f"{point.lat:g}, {point.lon:g} is {km:.0f} km away from {nearest.label} ({nearest.country_code}). Give "
            f"coordinates within {reach_km(nearest):.0f} km of it or none, or name the town that is there."
        )


def _require_in_country(point: Place, unknown: UnknownTown) -> None:
    """The nearest town is of the country, or one of the country is near."""
    km = min((great_circle_km(point, town) for town in country_of(point.country_code).towns()), default=None)
    if km is None:
        raise unknown
    if km > BORDER_KM and (km > REMOTE_KM or _nearest_country(point) != point.country_code):
        raise FarFromCity(
            f"{unknown} The coordinates {point.lat:g}, {point.lon:g} are not in {point.country_code}: "
            f"its next town is {km:.0f} km away."
        )


def _nearest_country(point: Place) -> str:
    lats, lons, countries = _world()
    # A flat map around the point: right about what is near, which is all that is asked.
    east = cos(radians(point.lat))

    def apart(index: int) -> float:
        across = abs(lons[index] - point.lon)
        return (lats[index] - point.lat) ** 2 + (min(across, 360 - across) * east) ** 2

    return countries[min(range(len(lats)), key=apart)]


@cache
def _world() -> tuple[array[float], array[float], list[str]]:
    """Where every town is: 3 MB, read in a second or two when it is first asked for."""
    lats, lons, countries = array("f"), array("f"), list[str]()
    codes: dict[str, str] = {}
    for lat, lon, country in all_positions():
        lats.append(lat)
        lons.append(lon)
        countries.append(codes.setdefault(country, country))
    return lats, lons, countries


def _candidate(town: Place) -> dict[str, Any]:
    return {
        "city": town.city,
        "region": town.label.removeprefix(f"{town.city}, ") if town.region else None,
        "country_code": town.country_code,
        "lat": town.lat,
        "lon": town.lon,
    }
