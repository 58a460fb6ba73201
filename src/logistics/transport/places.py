"""From addresses to a route: coordinates as given, else those of the town."""

from logistics.contracts.address import Address
from logistics.geo.addresses import locate_all
from logistics.transport.errors import UnknownPlace
from logistics.transport.model import Point, Route


async def route_between(origin: Address, destination: Address) -> Route:
    """The route between two addresses.

    Raises:
        AmbiguousPlace: A town may be one of several.
        UnknownPlace: Names every field that is wrong.
    """
    places, faults = await locate_all({"origin": origin, "destination": destination})
    if faults:
        raise UnknownPlace(faults)
    return Route(*(Point(places[end].lat, places[end].lon) for end in ("origin", "destination")))
