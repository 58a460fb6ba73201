from dataclasses import replace

import orjson
import pytest

from logistics.contracts.common import Page
from logistics.contracts.transport import VehicleRead
from logistics.kit.answers import page_answer
from logistics.transport.model import Vehicle, VehicleStatus
from logistics.transport.wire import vehicle_document, vehicle_read
from tests.support.transport import a_vehicle

VAN = a_vehicle()


@pytest.mark.parametrize("vehicle", [VAN, replace(VAN, status=VehicleStatus.RETIRED, max_payload_g=99_999_999)])
def test_a_list_says_what_the_contract_would_say(vehicle: Vehicle) -> None:
    listed = page_answer([vehicle_document(vehicle)], "next").body
    contract = Page[VehicleRead](data=[vehicle_read(vehicle)], next_cursor="next")
    assert orjson.loads(listed) == orjson.loads(contract.model_dump_json())
