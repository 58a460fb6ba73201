"""How the analyser goes about an order: read, weigh, pack, save."""

from logistics.agents.models.conversation import Call, Conversation, Move, Say, conclude

CAN_DO = "I pack one order at a time. Ask me, for instance: Analyze order 123."

STEPS = ("fetch_order", "calculate_load", "run_packing", "save_layout")


def next_move(conversation: Conversation) -> Move:
    """The first step that is not done; a step that fails ends the work."""
    order_id = conversation.order_id
    if order_id is None or not conversation.concludes:
        return Say(CAN_DO)
    for step in STEPS:
        done = conversation.last(step)
        if done is None:
            return Call(step, {"order_id": order_id})
        if done.error:
            return conclude(done.detail)
    packed = conversation.last("run_packing")
    return conclude(packed.answer["summary"] if packed else CAN_DO)
