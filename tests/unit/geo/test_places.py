import pytest

from logistics.geo import places
from logistics.geo.gazetteer import towns_called, towns_of
from logistics.geo.places import SEARCHES_PER_S, Place, UnknownPlace, find_place, warm_up
from logistics.kit.rates import BURST_S, Buckets


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
    assert find_place("Vienna", "US").lon < 0 < find_place("Vienna", "AT").lon


def test_a_mistyped_town_is_named_with_what_may_have_been_meant():
    with pytest.raises(UnknownPlace, match=r"Hambrug \(DE\).*Did you mean Hamburg \(DE\)") as caught:
        find_place("Hambrug", "DE")

    unknown = caught.value
    assert (unknown.city, unknown.country_code) == ("Hambrug", "DE")
    assert unknown.suggestions[0] == "Hamburg (DE)"
    assert len(unknown.suggestions) <= 3


@pytest.mark.parametrize(("city", "code", "meant"), [("hamburg", "CZ", "Hamburg (DE)"), ("Roma", "XX", "Rome (IT)")])
def test_a_town_of_another_country_is_suggested(city, code, meant):
    with pytest.raises(UnknownPlace) as caught:
        find_place(city, code)

    assert meant in caught.value.suggestions


@pytest.mark.parametrize("country_code", ["", "D", "DEU", 'D"', "\u00dc\u00dc", "ZZ"])
def test_an_unknown_country_has_no_places(country_code):
    with pytest.raises(UnknownPlace):
        find_place("Hamburg", country_code)


@pytest.mark.parametrize("city", ["", "   ", "---", "\t", "Xyzzyq", "a|b\tc\nd", '"}'])
def test_what_is_no_name_is_an_unknown_place_without_suggestions(city):
    with pytest.raises(UnknownPlace) as caught:
        find_place(city, "DE")

    assert caught.value.suggestions == ()


def test_an_unknown_place_is_named_with_its_postal_code():
    with pytest.raises(UnknownPlace, match="99999 Xyzzyq"):
        find_place("Xyzzyq", "DE", "99999")


def test_every_town_of_a_country_is_found_by_its_own_name():
    warm_up("CZ")
    names = [town["name"] for town in towns_of("CZ")]

    assert len(names) > 1000
    assert all(isinstance(find_place(name, "CZ"), Place) for name in names)


def test_a_flood_of_unknown_towns_is_answered_without_looking_for_what_was_meant(monkeypatch):
    searched = []
    monkeypatch.setattr(places, "towns_called", lambda name: searched.append(name) or towns_called(name))
    monkeypatch.setattr(places, "_searches", Buckets(SEARCHES_PER_S, now=lambda: 0))
    for number in range(2000):
        with pytest.raises(UnknownPlace, match="is known"):
            find_place(f"Xyzzyq {number}", "CZ")
    assert len(searched) == SEARCHES_PER_S * BURST_S


def test_what_was_meant_is_looked_for_once(monkeypatch):
    with pytest.raises(UnknownPlace) as first:
        find_place("Bremenn", "DE")
    monkeypatch.setattr(places, "towns_called", None)
    with pytest.raises(UnknownPlace) as again:
        find_place("Bremenn", "DE")
    assert again.value.suggestions == first.value.suggestions != ()
