"""A real disk that is full under a whole system: nothing ends, nothing is lost, and it goes on when there is room."""

from pathlib import Path

from tests.support.small_disk import needs_a_small_disk, run_on_small_disk

STORY = """
import asyncio, os, subprocess, tempfile, time
from pathlib import Path
from logistics.contracts.orders import OrderStatus
from logistics.kit.errors import LogisticsError
from logistics.local.postgres.home import STORE
disk = Path(sys.argv[1])
tempfile.tempdir = str(disk)
clusters = STORE / "clusters"
clusters.mkdir(parents=True, exist_ok=True)
# Out of sight of everybody else, who would take our cluster for abandoned.
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=250m,mode=755", "none", clusters], check=True)
from tests.acceptance.desk import add_sample_fleet, eventually, open_desk
from tests.support.small_disk import fill
from tests.support.system import running_system

async def story(system):
    supervisor = system.record.supervisor
    async with system.clients() as (_, transport):
        await add_sample_fleet(transport)
    async with open_desk(system) as desk:
        before = system.process("order-0")
        async def is_placed():
            try:
                return await desk.place()
            except LogisticsError:
                await asyncio.sleep(0.5)

        filler = fill(disk)
        before.kill()
        order = await eventually(is_placed, "an order is placed on a full disk")
        async def waits_for_room():
            runs = (await desk.orders.list_runs(order_id=order.id)).data
            return any(step.error == "storage-full" for run in runs for step in run.steps)
        await eventually(waits_for_room, "the layout finds no room")
        assert (await desk.order(order.id)).status in (OrderStatus.PENDING, OrderStatus.PROCESSING)
        assert supervisor.find() is not None
        filler.unlink()
        await desk.until_booked_and_told(order.id)
        async def is_recorded():
            return system.record.children["order-0"].pid != before.pid
        await eventually(is_recorded, "run.json tells of the new order-0")

        filler = fill(clusters)
        refused = 0
        for _ in range(400):
            try:
                await desk.place()
            except LogisticsError as error:
                refused += 1
                if refused > 3:
                    break
        assert supervisor.find() is not None
        filler.unlink()
        order = await eventually(is_placed, "an order can be placed again")
        await desk.until_booked_and_told(order.id)
        print("refused", refused, file=sys.stderr)
    assert supervisor.find() is not None

with running_system("--no-sample-data") as system:
    asyncio.run(story(system))
    assert system.stop() == 0
print("told")
"""


@needs_a_small_disk
def test_a_full_disk_ends_nothing_and_loses_nothing(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    done = run_on_small_disk(STORY, tmp_path, "12m,mode=755", within_s=900)
    assert done.stdout == "told\n", done.stderr
