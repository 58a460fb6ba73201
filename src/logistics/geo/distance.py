"""How far two places are apart by road, and how long a vehicle is away. Estimated from coordinates, offline."""

from decimal import Decimal
from math import asin, ceil, cos, radians, sin, sqrt
from typing import Protocol

EARTH_RADIUS_KM = 6371.0088
# Roads are longer than the great circle: 1.14 to 1.34 times on lanes we compared, 1.22 in the mean.
CIRCUITY = Decimal("1.22")
DISTANCE_SOURCE = f"haversine x {CIRCUITY}"
KM_PER_DAY = 600


class Point(Protocol):
    """Somewhere on the globe, in degrees."""

    @property
    def lat(self) -> float:
        """Degrees north."""

    @property
    def lon(self) -> float:
        """Degrees east."""


def great_circle_km(a: Point, b: Point) -> float:
    """The shortest way over the globe, by the haversine formula."""
    lat_a, lat_b = radians(a.lat), radians(b.lat)
    half_lat, half_lon = (lat_b - lat_a) / 2, radians(b.lon - a.lon) / 2
    share = sin(half_lat) ** 2 + cos(lat_a) * cos(lat_b) * sin(half_lon) ** 2
    # Rounding can lift the share of opposite points above 1, where asin has no answer.
    return 2 * EARTH_RADIUS_KM * asin(sqrt(min(1.0, share)))


def road_km(a: Point, b: Point) -> Decimal:
    """The estimated way by road, in km to one decimal. Its source for people is `DISTANCE_SOURCE`."""
    return (Decimal(great_circle_km(a, b)) * CIRCUITY).quantize(Decimal("0.1"))


def transit_days(km: Decimal) -> int:
    """Days a vehicle is away for this many road km: at least one, and one per 600 km begun."""
    return max(1, ceil(km / KM_PER_DAY))
