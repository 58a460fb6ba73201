"""Coordinates are believed where the address says, and nowhere else."""

import pytest

from logistics.contracts.address import Address
from logistics.geo.addresses import AmbiguousPlace, FarFromCity, locate, locate_all
from logistics.geo.places import PlaceRefused, UnknownTown


def an_address(city="Hamburg", country_code="DE", **given):
    return Address(city=city, country_code=country_code, **given)


@pytest.mark.parametrize(
    "address",
    [
        an_address(lat=53.63, lon=10.0),
        an_address("Prague", "CZ", lat=50.1, lon=14.0),
        an_address("London", "GB", lat=51.47, lon=-0.45),
        an_address("Springfield", "US", lat=39.8, lon=-89.6),
        an_address("Frankfurt", lat=52.35, lon=14.55),
    ],
)
def test_coordinates_near_the_town_are_the_place(address):
    place = locate(address)
    assert (place.lat, place.lon) == (address.lat, address.lon)


@pytest.mark.parametrize(
    "address",
    [
        an_address(lat=48.14, lon=11.58),
        an_address("Köln", lat=0.0, lon=0.0),
        an_address("Springfield", "US", region="Illinois", lat=42.1, lon=-72.59),
        an_address("Paris", "FR", lat=-48.85, lon=2.35),
    ],
)
def test_coordinates_elsewhere_are_refused(address):
    with pytest.raises(FarFromCity, match="km away from"):
        locate(address)


def test_a_farm_that_no_gazetteer_knows_is_where_its_coordinates_are():
    assert locate(an_address("Hof Xyzzy", lat=53.9, lon=10.1)).lat == 53.9
    outback = an_address("Xyzzy Station", "AU", lat=-25.0, lon=128.0)
    assert locate(outback).lon == 128.0


@pytest.mark.parametrize(("lat", "lon"), [(40.4, -3.7), (-25.0, 128.0), (0.0, -30.0)])
def test_it_is_in_its_country_all_the_same(lat, lon):
    with pytest.raises(FarFromCity, match="not in DE"):
        locate(an_address("Hof Xyzzy", lat=lat, lon=lon))


def test_a_country_without_towns_has_no_places():
    with pytest.raises(UnknownTown):
        locate(an_address("Xyzzy", "QQ", lat=1.0, lon=1.0))


def test_one_coordinate_is_none():
    with pytest.raises(PlaceRefused) as caught:
        locate(an_address(lat=53.5))
    assert (caught.value.field, caught.value.code) == ("lon", "required")


async def test_every_fault_of_every_address_is_named_with_the_candidates():
    with pytest.raises(AmbiguousPlace) as caught:
        await locate_all({"origin": an_address("Springfield", "US"), "destination": an_address("Hambrug")})

    refused = caught.value
    assert refused.code == "ambiguous-place"
    assert [(fault.pointer, fault.code) for fault in refused.errors] == [
        ("/origin/city", "ambiguous_place"),
        ("/destination/city", "unknown_place"),
    ]
    first = refused.facts["candidates"][0]
    assert (first["pointer"], first["city"], first["country_code"]) == ("/origin/city", "Springfield", "US")
    assert first["region"] == "Missouri"


async def test_where_others_went_is_remembered_and_a_refusal_is_not(monkeypatch):
    looked_up = []

    def look_up(address):
        looked_up.append(address.city)
        return locate(address)

    monkeypatch.setattr("logistics.geo.addresses.locate", look_up)
    monkeypatch.setattr("logistics.geo.addresses._remembered", {})
    lubeck, nowhere = Address(city="Lübeck", country_code="DE"), Address(city="Xyzzyq", country_code="DE")
    for _ in range(2):
        places, faults = await locate_all({"origin": lubeck, "destination": nowhere})
        assert ([place.city for place in places.values()], len(faults)) == (["Lübeck"], 1)
    assert looked_up == ["Lübeck", "Xyzzyq", "Xyzzyq"]


async def test_what_is_remembered_is_bounded(monkeypatch):
    monkeypatch.setattr("logistics.geo.addresses.MOST_REMEMBERED", 2)
    monkeypatch.setattr("logistics.geo.addresses._remembered", remembered := {})
    for city in ("Lübeck", "Kiel", "Hamburg"):
        await locate_all({"origin": Address(city=city, country_code="DE")})
    assert [said[0] for said in remembered] == ["Kiel", "Hamburg"]
