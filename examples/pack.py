"""Pack crates into a van, and have the plan checked by the checker, which shares no code with the engine."""

from logistics.packing import CargoSpace, Item, Request, Seconds, pack
from logistics.packing.check import check

van = CargoSpace(id=1, length_mm=4300, width_mm=1780, height_mm=1940, max_payload_g=1_100_000)
crates = [Item(id=f"crate-{n}", length_mm=600, width_mm=400, height_mm=300, weight_g=9_000) for n in range(120)]
plan = pack(Request([van], crates, stop=Seconds(1)))
assert check(van, crates, plan.placements) == []
for placed in plan.placements:
    print(f"{placed.load_step:3} {placed.item_id:9} at {placed.x_mm:4} {placed.y_mm:4} {placed.z_mm:4}")
print(f"{len(plan.placements)} loaded, {len(plan.left_over)} left over")
