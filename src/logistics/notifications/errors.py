"""Every way this context can say no."""

from logistics.kit.errors import Conflict, NotFound


class NotificationNotFound(NotFound):
    """There is no such notification."""

    def __init__(self, notification_id: int) -> None:
        super().__init__(f"There is no notification {notification_id}.", notification_id=notification_id)


class NothingToTell(Conflict):
    """The order is not in the state that the customer would be told of."""

    def __init__(self, order_id: int, status: str) -> None:
        super().__init__(f"Order {order_id} is {status}.", order_id=order_id, order_status=status)


class NotificationNotFailed(Conflict):
    """Only a message that could not be delivered is tried again."""

    def __init__(self, notification_id: int, status: str) -> None:
        super().__init__(
            f"Notification {notification_id} is {status}; only one that failed is tried again.",
            notification_id=notification_id,
            notification_status=status,
        )
