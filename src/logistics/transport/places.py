"""From addresses to a route: coordinates as given, else those of the town."""

import asyncio

from logistics.contracts.common import Address
from logistics.geo.places import UnknownPlace as NotInGazetteer
from logistics.geo.places import find_place
from logistics.kit.errors import FieldError
from logistics.kit.problems import pointer
from logistics.transport.errors import UnknownPlace
from logistics.transport.model import Point, Route


async def route_between(origin: Address, destination: Address) -> Route:
    """The route between two addresses.

    Raises:
        UnknownPlace: Names every field that is wrong.
    """
    faults: list[FieldError] = []
    ends = [await _locate(*end, faults) for end in (("origin", origin), ("destination", destination))]
    if faults:
        raise UnknownPlace(faults)
    return Route(*(end for end in ends if end is not None))


async def _locate(field: str, address: Address, faults: list[FieldError]) -> Point | None:
    """The point of an address, or None after adding to `faults`."""
    if address.lat is not None and address.lon is not None:
        return Point(address.lat, address.lon)
    if address.lat is not None or address.lon is not None:
        missing = "lat" if address.lat is None else "lon"
        faults.append(FieldError(pointer(field, missing), "required", "Give both coordinates or neither."))
        return None
    try:
        # The first question about a country reads it from disk, so it must not hold up everybody else.
        place = await asyncio.to_thread(find_place, address.city, address.country_code, address.postal_code)
    except NotInGazetteer as error:
        faults.append(FieldError(pointer(field, "city"), "unknown_place", str(error)))
        return None
    return Point(place.lat, place.lon)
