"""From addresses to a route: coordinates as given, else those of the town."""

from logistics.contracts.address import Address
from logistics.geo.addresses import locate_route
from logistics.transport.model import Point, Route


async def route_between(origin: Address, destination: Address) -> Route:
    """The route between two addresses.

    Raises:
        AmbiguousPlace: A town may be one of several.
        UnknownPlace: Names every field that is wrong.
    """
    return Route(*(Point(place.lat, place.lon) for place in await locate_route(origin, destination)))
