import json
from decimal import Decimal

from logistics.agents.analyser.planning import layout_document, make_plan, mixed_fits, planned_loads
from logistics.contracts.layout import LayoutDocument
from logistics.layouts.codec import layout_body
from logistics.layouts.proof import fit_violations, piece_faults
from logistics.pricing import Trip
from logistics.words import Priority
from tests.support.builders.reads import NOW, a_vehicle, an_item, an_order

TRIP = Trip(Decimal("606.2"), Priority.STANDARD)


def test_a_layout_proves_itself_to_whoever_reads_it_back():
    order = an_order(7, an_item(1, quantity=5), an_item(2, description="Vase", fragile=True, sku="VASE-1"))
    vehicle = a_vehicle()
    pieces = list(order.pieces())

    document = layout_document(7, make_plan(pieces, [vehicle], TRIP), NOW)

    read_back = LayoutDocument.model_validate_json(document.model_dump_json())
    assert read_back == document
    assert piece_faults(read_back, pieces) == []
    assert fit_violations(read_back.loads[0], vehicle, {piece.item: piece for piece in pieces}) == []


def test_a_layout_states_every_rule_and_the_figures_of_each_load():
    order = an_order(7, an_item(quantity=2, weight_kg="85.5"))

    document = layout_document(7, make_plan(list(order.pieces()), [a_vehicle()], TRIP), NOW)

    (load,) = document.loads
    assert [check.code for check in load.checks if check.ok] == [
        "inside",
        "apart",
        "orientation",
        "door",
        "refrigeration",
        "compatible",
        "floor",
        "support",
        "stacking",
        "payload",
        "axles",
        "load_order",
        "stops",
    ]
    assert (load.metrics.weight_kg, load.metrics.volume_m3) == (Decimal("171"), Decimal("1.728"))
    assert load.placements[0].supported_share == 1
    assert load.placements[0].instruction.startswith("step 1: 7-1-")


def test_a_layout_carries_the_rules_of_its_pieces_and_the_body_of_its_vehicle():
    body = {
        "min_temperature_c": 0,
        "max_temperature_c": 10,
        "blocked": [{"x_mm": 2000, "y_mm": 0, "dx_mm": 800, "dy_mm": 200, "dz_mm": 300, "z_mm": 0}],
        "axles": {
            **{"wheelbase_mm": 4200, "bulkhead_mm": 600, "tare_front_kg": "2700", "tare_rear_kg": "2000"},
            **{"max_front_kg": "3700", "max_rear_kg": "5300", "min_front_share": 0.2, "min_rear_share": 0.0},
        },
        "balance": {"min_x_mm": None, "max_x_mm": 5000, "max_lateral_mm": 400, "from_kg": "100"},
    }
    rules = {
        **{"max_layers": 2, "stack_code": "a", "carries_codes": ["a"], "tags": ["food"]},
        **{"incompatible_tags": ["paint"], "min_temperature_c": 2, "max_temperature_c": 8},
    }
    order, vehicle = an_order(7, an_item(quantity=30, **rules)), a_vehicle(**body)
    pieces = list(order.pieces())

    plan = make_plan(pieces, [vehicle], TRIP)
    document = json.loads(layout_document(7, plan, NOW).model_dump_json())

    assert plan.complete
    (load,) = document["loads"]
    assert load["space"].items() >= body.items()
    assert all(placed.items() >= rules.items() for placed in load["placements"])
    assert max(placed["z_mm"] for placed in load["placements"]) <= 1200


def test_a_stored_layout_says_nothing_of_rules_that_nothing_has():
    order = an_order(7, an_item(quantity=2, tags=["food"]), an_item(2))

    document = layout_document(7, make_plan(list(order.pieces()), [a_vehicle()], TRIP), NOW)
    stored = json.loads(layout_body(document))

    assert LayoutDocument.model_validate(stored) == document
    assert stored["schema"] == 1
    (load,) = stored["loads"]
    assert load["space"].keys() == {"vehicle_id", "length_mm", "width_mm", "height_mm", "max_payload_kg"}
    assert {placed["item"]: placed.get("tags") for placed in load["placements"]} == {
        "7-1-1": ["food"],
        "7-1-2": ["food"],
        "7-2-1": None,
    }
    assert not any("max_layers" in placed for placed in load["placements"])


def test_pieces_without_a_place_are_listed_with_the_reason():
    order = an_order(7, an_item(), an_item(2, description="Beam", length_mm=15_000, width_mm=100, height_mm=100))

    plan = make_plan(list(order.pieces()), [a_vehicle()], TRIP)

    assert not plan.complete
    assert [(left.item, left.reason) for left in layout_document(7, plan, NOW).unplaced] == [("7-2-1", "too_large")]
    assert [load.pieces for load in planned_loads(plan)] == [1]


def test_without_vehicles_nothing_is_placed():
    plan = make_plan(list(an_order().pieces()), [], TRIP)

    assert (plan.loads, len(plan.left_over), plan.complete) == ((), 3, False)


SMALL = {"cargo_length_mm": 1200, "cargo_width_mm": 900, "cargo_height_mm": 950}


def test_an_order_is_planned_in_one_currency_that_of_most_vehicles_first():
    pieces = list(an_order(7, an_item(quantity=2)).pieces())
    yen = a_vehicle(1, currency="JPY", base_charge="1", rate_per_km="0.0001")
    euros = [a_vehicle(2, currency="EUR"), a_vehicle(3, currency="EUR", rate_per_km="1.9")]

    assert [vehicle.id for vehicle in make_plan(pieces, [yen, *euros], TRIP).vehicles] == [2]
    assert [vehicle.id for vehicle in make_plan(pieces, [yen, euros[1]], TRIP).vehicles] == [3]


def test_a_currency_whose_vehicles_take_every_piece_goes_before_one_of_more_vehicles():
    pieces = list(an_order(7, an_item(quantity=3)).pieces())
    fleet = [a_vehicle(1, **SMALL), a_vehicle(2, **SMALL), a_vehicle(3, currency="CZK")]

    plan = make_plan(pieces, fleet, TRIP)

    assert plan.complete
    assert [vehicle.id for vehicle in plan.vehicles] == [3]


def test_an_order_that_only_a_mixture_of_currencies_takes_is_not_planned():
    pieces = list(an_order(7, an_item(quantity=2)).pieces())
    fleet = [a_vehicle(1, currency="EUR", **SMALL), a_vehicle(2, currency="JPY", **SMALL)]

    plan = make_plan(pieces, fleet, TRIP)

    assert not plan.complete
    assert len(plan.vehicles) == 1
    assert mixed_fits(pieces, fleet)
    assert not mixed_fits(pieces, fleet[:1])


def test_what_looks_cheaper_and_is_dearer_for_its_cooling_is_not_taken():
    pieces = list(an_order(7, an_item(quantity=2)).pieces())
    cold, plain = a_vehicle(1, rate_per_km="1.05", refrigerated=True), a_vehicle(2, rate_per_km="1.15")

    assert [vehicle.id for vehicle in make_plan(pieces, [cold, plain], TRIP).vehicles] == [2]


def test_the_sooner_an_order_is_to_go_the_more_its_kilometres_count():
    pieces = list(an_order(7, an_item(quantity=2)).pieces())
    near, far = a_vehicle(1, base_charge="0", rate_per_km="1.5"), a_vehicle(2, base_charge="100", rate_per_km="1")

    def taken(priority):
        return make_plan(pieces, [near, far], Trip(Decimal(180), priority)).vehicles[0].id

    assert (taken(Priority.STANDARD), taken(Priority.CRITICAL)) == (1, 2)
