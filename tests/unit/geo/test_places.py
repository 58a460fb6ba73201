import pytest

from logistics.access.rates import BURST_S, Buckets
from logistics.geo import places
from logistics.geo.gazetteer import towns_called, towns_of
from logistics.geo.places import (
    SEARCHES_PER_S,
    AmbiguousName,
    NotInRegion,
    Place,
    UnknownTown,
    find_place,
    warm_up,
)


@pytest.mark.parametrize(
    ("spelling", "country_code", "city"),
    [
        ("München", "DE", "Munich"),
        ("Munchen", "DE", "Munich"),
        ("muenchen", "de", "Munich"),
        (" MUNICH ", "DE", "Munich"),
        ("Köln", "DE", "Köln"),
        ("Cologne", "DE", "Köln"),
        ("Praha", "CZ", "Prague"),
        ("Wien", "AT", "Vienna"),
        ("Frankfurt am Main", "DE", "Frankfurt am Main"),
        ("Frankfurt/Oder", "DE", "Frankfurt (Oder)"),
        ("'s-Gravenhage", "NL", "The Hague"),
        ("Lodz", "PL", "Łódź"),
        ("København", "DK", "Copenhagen"),
        ("София", "BG", "Sofia"),
    ],
)
def test_a_town_is_found_by_each_of_its_names(spelling, country_code, city):
    assert find_place(spelling, country_code).city == city


def test_a_place_has_the_coordinates_of_its_town():
    place = find_place("Hamburg", "DE")

    assert (place.city, place.country_code) == ("Hamburg", "DE")
    assert place.lat == pytest.approx(53.55, abs=0.05)
    assert place.lon == pytest.approx(9.99, abs=0.05)


def test_the_larger_town_of_a_name_wins():
    assert find_place("Frankfurt", "DE").city == "Frankfurt am Main"
    assert find_place("Halle", "DE").city == "Halle (Saale)"


def test_a_small_town_is_not_taken_for_a_large_one_that_others_call_so():
    # Turin is Turi in Emilian; the town of Turi is 800 km away from it.
    assert find_place("Turi", "IT").city == "Turi"


def test_the_country_decides_between_towns_of_one_name():
    assert find_place("Vienna", "US", region="Virginia").lon < 0 < find_place("Vienna", "AT").lon


def test_a_mistyped_town_is_named_with_what_may_have_been_meant():
    with pytest.raises(UnknownTown, match=r"Hambrug \(DE\).*Did you mean Hamburg \(DE\)") as caught:
        find_place("Hambrug", "DE")

    unknown = caught.value
    assert (unknown.city, unknown.country_code) == ("Hambrug", "DE")
    assert unknown.suggestions[0] == "Hamburg (DE)"
    assert len(unknown.suggestions) <= 3


@pytest.mark.parametrize(("city", "code", "meant"), [("hamburg", "CZ", "Hamburg (DE)"), ("Roma", "XX", "Rome (IT)")])
def test_a_town_of_another_country_is_suggested(city, code, meant):
    with pytest.raises(UnknownTown) as caught:
        find_place(city, code)

    assert meant in caught.value.suggestions


@pytest.mark.parametrize("country_code", ["", "D", "DEU", 'D"', "\u00dc\u00dc", "ZZ"])
def test_an_unknown_country_has_no_places(country_code):
    with pytest.raises(UnknownTown):
        find_place("Hamburg", country_code)


@pytest.mark.parametrize("city", ["", "   ", "---", "\t", "Xyzzyq", "a|b\tc\nd", '"}'])
def test_what_is_no_name_is_an_unknown_place_without_suggestions(city):
    with pytest.raises(UnknownTown) as caught:
        find_place(city, "DE")

    assert caught.value.suggestions == ()


def test_an_unknown_place_is_named_with_its_postal_code():
    with pytest.raises(UnknownTown, match="99999 Xyzzyq"):
        find_place("Xyzzyq", "DE", postal_code="99999")


def test_every_town_of_a_country_is_found_by_its_own_name():
    warm_up("CZ")
    names = [town["name"] for town in towns_of("CZ")]

    assert len(names) > 1000
    assert all(isinstance(_found(name), Place) for name in names)


def _found(name):
    try:
        return find_place(name, "CZ")
    except AmbiguousName as ambiguous:
        return ambiguous.candidates[0]


@pytest.mark.parametrize(
    ("city", "country_code"),
    [
        ("Springfield", "US"),
        ("Paris", "US"),
        ("Portland", "US"),
        ("Columbus", "US"),
        ("Neustadt", "DE"),
        ("Rothenburg", "DE"),
        ("Newport", "GB"),
        ("Suzhou", "CN"),
    ],
)
def test_a_name_of_several_towns_of_comparable_weight_is_asked_about(city, country_code):
    with pytest.raises(AmbiguousName) as caught:
        find_place(city, country_code)

    assert 2 <= len(caught.value.candidates) <= 10
    assert caught.value.candidates[0].label in str(caught.value)


@pytest.mark.parametrize(
    ("city", "country_code", "found"),
    [
        ("Hamburg", "DE", "Hamburg"),
        ("Frankfurt", "DE", "Frankfurt am Main"),
        ("Münster", "DE", "Münster"),
        ("Freiburg", "DE", "Freiburg"),
        ("Prague", "CZ", "Prague"),
        ("Paris", "FR", "Paris"),
        ("Valencia", "ES", "Valencia"),
        ("Newcastle", "GB", "Newcastle upon Tyne"),
        ("London", "GB", "London"),
        ("New York", "US", "New York City"),
        ("Kansas City", "US", "Kansas City"),
        ("Washington", "US", "Washington"),
    ],
)
def test_a_town_that_must_be_meant_needs_no_region(city, country_code, found):
    assert find_place(city, country_code).city == found


@pytest.mark.parametrize(
    ("city", "country_code", "given", "lat"),
    [
        ("Springfield", "US", {"region": "IL"}, 39.8),
        ("Springfield", "US", {"region": "massachusetts"}, 42.1),
        ("Springfield", "US", {"postal_code": "97477"}, 44.05),
        ("Portland", "US", {"postal_code": "04101"}, 43.66),
        ("Halle", "DE", {"region": "NRW"}, 52.06),
        ("Halle", "DE", {"postal_code": "33790"}, 52.06),
        ("Frankfurt", "DE", {"postal_code": "15230"}, 52.35),
        ("Neustadt", "DE", {"postal_code": "67433"}, 49.35),
        ("Newport", "GB", {"region": "Wales"}, 51.59),
        ("Suzhou", "CN", {"region": "04"}, 31.3),
        ("Paris", "FR", {"region": "Île-de-France", "postal_code": "75001"}, 48.85),
        ("Hamburg", "DE", {"region": "Freie und Hansestadt"}, 53.55),
    ],
)
def test_region_and_postal_code_decide(city, country_code, given, lat):
    assert find_place(city, country_code, **given).lat == pytest.approx(lat, abs=0.05)


def test_a_town_is_not_found_in_a_region_where_it_is_not():
    with pytest.raises(NotInRegion, match="There is no Hamburg in Bavaria"):
        find_place("Hamburg", "DE", region="Bavaria")


def test_a_flood_of_unknown_towns_is_answered_without_looking_for_what_was_meant(monkeypatch):
    searched = []
    monkeypatch.setattr(places, "towns_called", lambda name: searched.append(name) or towns_called(name))
    monkeypatch.setattr(places, "_searches", Buckets(SEARCHES_PER_S, now=lambda: 0))
    for number in range(2000):
        with pytest.raises(UnknownTown, match="is known"):
            find_place(f"Xyzzyq {number}", "CZ")
    assert len(searched) == SEARCHES_PER_S * BURST_S


def test_what_was_meant_is_looked_for_once(monkeypatch):
    with pytest.raises(UnknownTown) as first:
        find_place("Bremenn", "DE")
    monkeypatch.setattr(places, "towns_called", None)
    with pytest.raises(UnknownTown) as again:
        find_place("Bremenn", "DE")
    assert again.value.suggestions == first.value.suggestions != ()
