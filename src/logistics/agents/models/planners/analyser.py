"""How the analyser goes about an order: read, weigh, pack, save."""

from logistics.agents.models.conversation import Call, Conversation, Move, Say, conclude

CAN_DO = "I pack one order at a time. Ask me, for instance: Analyze order 123."

STEPS = ("fetch_order", "calculate_load", "run_packing", "save_layout")


def next_move(conversation: Conversation) -> Move:
    """All steps at once, since each only needs the order; then what came of it, or the first thing that failed."""
    order_id = conversation.order_id
    if order_id is None or not conversation.concludes:
        return Say(CAN_DO)
    if not conversation.done:
        return tuple(Call(step, {"order_id": order_id}) for step in STEPS)
    failed = next((done for done in conversation.done if done.error), None)
    packed = conversation.last("run_packing")
    return conclude(failed.detail if failed else packed.answer["summary"] if packed else CAN_DO)
