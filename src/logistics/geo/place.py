"""A point with the name people give it."""

from dataclasses import dataclass

from logistics.geo.regions import region_name


@dataclass(frozen=True, slots=True)
class Place:
    """A town, or a point near one. Latitude and longitude in degrees."""

    city: str
    country_code: str
    lat: float
    lon: float
    region: str = ""
    population: int = 0

    @property
    def label(self) -> str:
        """`Springfield, Missouri`: what tells it from others of its name."""
        return f"{self.city}, {region_name(self.country_code, self.region)}" if self.region else self.city
