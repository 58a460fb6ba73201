from decimal import Decimal

from logistics.agents.analyser.planning import layout_document, make_plan, planned_loads
from logistics.contracts.layout import LayoutDocument
from logistics.layouts.proof import fit_violations, piece_faults
from tests.support.fake_services import NOW, a_vehicle, an_item, an_order

KM = Decimal("606.2")


def test_a_layout_proves_itself_to_whoever_reads_it_back():
    order = an_order(7, an_item(1, quantity=5), an_item(2, description="Vase", fragile=True, sku="VASE-1"))
    vehicle = a_vehicle()
    pieces = list(order.pieces())

    document = layout_document(7, make_plan(pieces, [vehicle], KM), NOW)

    read_back = LayoutDocument.model_validate_json(document.model_dump_json())
    assert read_back == document
    assert piece_faults(read_back, pieces) == []
    assert fit_violations(read_back.loads[0], vehicle, {piece.item: piece for piece in pieces}) == []


def test_a_layout_states_every_rule_and_the_figures_of_each_load():
    order = an_order(7, an_item(quantity=2, weight_kg="85.5"))

    document = layout_document(7, make_plan(list(order.pieces()), [a_vehicle()], KM), NOW)

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


def test_pieces_without_a_place_are_listed_with_the_reason():
    order = an_order(7, an_item(), an_item(2, description="Beam", length_mm=15_000, width_mm=100, height_mm=100))

    plan = make_plan(list(order.pieces()), [a_vehicle()], KM)

    assert not plan.complete
    assert [(left.item, left.reason) for left in layout_document(7, plan, NOW).unplaced] == [("7-2-1", "too_large")]
    assert [load.pieces for load in planned_loads(plan)] == [1]


def test_without_vehicles_nothing_is_placed():
    plan = make_plan(list(an_order().pieces()), [], KM)

    assert (plan.loads, len(plan.left_over), plan.complete) == ((), 3, False)
