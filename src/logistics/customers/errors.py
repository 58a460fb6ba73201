"""Every way this context can say no."""

from logistics.kit.errors import Conflict, FieldError, NotFound, PreconditionFailed


class CustomerNotFound(NotFound):
    """There is no such customer."""

    def __init__(self, customer_id: int) -> None:
        super().__init__(f"There is no customer {customer_id}.", customer_id=customer_id)


class EmailTaken(Conflict):
    """Another customer has this e-mail address."""

    def __init__(self, email: str) -> None:
        super().__init__(
            "Another customer has this e-mail address, whatever the letter case.",
            errors=[FieldError("/email", "taken", "Use the existing customer, or another address.")],
        )


class CustomerChanged(PreconditionFailed):
    """The customer was changed by somebody else."""
