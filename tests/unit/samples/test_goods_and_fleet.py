import pytest

from logistics.contracts.customers import CustomerCreate
from logistics.contracts.products import ProductCreate
from logistics.contracts.vehicles import VehicleCreate
from logistics.geo.places import find_place
from logistics.samples.customers import CUSTOMERS
from logistics.samples.products import PRODUCTS
from logistics.samples.vehicles import VEHICLES
from logistics.transport.wire import vehicle_draft


@pytest.mark.parametrize(
    ("bodies", "contract", "key", "count"),
    [
        (CUSTOMERS, CustomerCreate, "email", 8),
        (PRODUCTS, ProductCreate, "sku", 24),
        (VEHICLES, VehicleCreate, "registration", 12),
    ],
)
def test_every_body_keeps_the_contract_and_is_there_once(bodies, contract, key, count):
    for body in bodies:
        contract.model_validate(body)

    assert len({body[key].casefold() for body in bodies}) == len(bodies) == count


def test_every_customer_lives_in_a_known_place():
    for customer in CUSTOMERS:
        find_place(customer["address"]["city"], customer["address"]["country_code"])


def test_no_mail_to_a_sample_customer_can_reach_anybody():
    assert all(customer["email"].endswith((".example.com", ".example.org", "@example.org")) for customer in CUSTOMERS)


def test_the_products_want_every_kind_of_handling():
    assert {product["orientation"] for product in PRODUCTS} == {"any", "upright", "fixed"}
    assert any(product["fragile"] for product in PRODUCTS)
    assert any(product["bottom_only"] for product in PRODUCTS)
    assert any(product["requires_refrigeration"] for product in PRODUCTS)
    assert any(not product["stackable"] for product in PRODUCTS)
    wanted = {name for product in PRODUCTS for name in product}
    assert wanted >= {"max_load_on_top_kg", "max_layers", "tags", "incompatible_tags", "min_temperature_c"}


def test_two_vehicles_are_refrigerated_and_some_have_a_tail_lift():
    assert sum(vehicle["refrigerated"] for vehicle in VEHICLES) == 2
    assert sum(vehicle["tail_lift"] for vehicle in VEHICLES) >= 3


def test_the_fleet_has_wheel_arches_axles_and_temperatures():
    assert [vehicle["name"] for vehicle in VEHICLES if "blocked" in vehicle] == ["Van 1", "Van 2"]
    assert [vehicle["name"] for vehicle in VEHICLES if "axles" in vehicle] == ["7.5 t box truck"]
    assert all("min_temperature_c" in vehicle for vehicle in VEHICLES if vehicle["refrigerated"])


def test_every_vehicle_agrees_with_itself():
    for body in VEHICLES:
        vehicle_draft(VehicleCreate.model_validate(body)).require_sound()


def test_no_door_is_larger_than_the_space_behind_it():
    for vehicle in VEHICLES:
        assert vehicle["door_width_mm"] <= vehicle["cargo_width_mm"]
        assert vehicle["door_height_mm"] <= vehicle["cargo_height_mm"]
