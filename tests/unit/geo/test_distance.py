from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logistics.geo.distance import DISTANCE_SOURCE, great_circle_km, road_km, transit_days
from logistics.geo.places import Place

MUMBAI = Place("Mumbai", "IN", 19.0760, 72.8777)
PUNE = Place("Pune", "IN", 18.5204, 73.8567)

places = st.builds(
    Place, city=st.just("Somewhere"), country_code=st.just("XX"), lat=st.floats(-90, 90), lon=st.floats(-180, 180)
)


def test_a_quarter_of_the_equator_is_a_quarter_of_the_circumference():
    a, b = Place("A", "XX", 0, 0), Place("B", "XX", 0, 90)

    assert great_circle_km(a, b) == pytest.approx(10_007.557, abs=0.001)


def test_opposite_points_are_half_the_circumference_apart():
    a, b = Place("A", "XX", 12.3, 45.6), Place("B", "XX", -12.3, -134.4)

    assert great_circle_km(a, b) == pytest.approx(20_015.115, abs=0.001)


def test_a_road_is_longer_than_the_great_circle():
    assert great_circle_km(MUMBAI, PUNE) == pytest.approx(120.2, abs=0.05)
    assert road_km(MUMBAI, PUNE) == Decimal("146.6")
    assert DISTANCE_SOURCE == "haversine x 1.22"


@given(places, places)
def test_the_way_back_is_as_long(a, b):
    assert road_km(a, b) == road_km(b, a) >= 0


@given(places)
def test_a_place_is_no_way_from_itself(place):
    assert road_km(place, place) == Decimal("0.0")


@pytest.mark.parametrize(("km", "days"), [("0.0", 1), ("600.0", 1), ("600.1", 2), ("1200.0", 2), ("1200.1", 3)])
def test_a_vehicle_is_away_a_day_for_each_600_km_begun(km, days):
    assert transit_days(Decimal(km)) == days
