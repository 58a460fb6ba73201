from logistics.agents.analyser.desk import PackingDesk
from logistics.agents.analyser.packers import PackingBrokenOff


async def test_an_order_that_takes_too_long_to_pack_says_so_and_what_helps(world, monkeypatch):
    async def plan(*_):
        raise PackingBrokenOff("Packing took longer than 15 seconds and was ended.")

    monkeypatch.setattr(PackingDesk, "plan", plan)

    analysis = (await world().work("analyser")).result

    assert analysis.layout is None
    assert analysis.reason == "Packing took longer than 15 seconds and was ended."
    assert "smaller orders" in analysis.remedy.detail
    assert {left.reason for left in analysis.unplaced} == {"not_packed"}
    assert len(analysis.unplaced) == 3


async def test_such_an_order_needs_attention(world, monkeypatch):
    async def plan(*_):
        raise PackingBrokenOff("Packing took longer than 15 seconds and was ended.")

    monkeypatch.setattr(PackingDesk, "plan", plan)

    outcome = (await world().work("orchestrator")).result

    assert outcome.status == "needs_attention"
