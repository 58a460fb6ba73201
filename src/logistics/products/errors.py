"""Every way this context can say no."""

from collections.abc import Sequence

from logistics.kit.errors import Conflict, FieldError, Invalid, NotFound, PreconditionFailed


class ProductNotFound(NotFound):
    """There is no such product."""

    def __init__(self, product_id: int) -> None:
        super().__init__(f"There is no product {product_id}.", product_id=product_id)


class SkuTaken(Conflict):
    """Another product has this SKU."""

    def __init__(self, sku: str) -> None:
        super().__init__(
            f"Another product has the SKU {sku}.",
            errors=[FieldError("/sku", "taken", "Change the existing product, or choose another SKU.")],
        )


class ProductInvalid(Invalid):
    """What is said of the product contradicts itself."""

    def __init__(self, errors: Sequence[FieldError]) -> None:
        super().__init__(f"{errors[0].pointer}: {errors[0].message}", errors=errors)


class ProductChanged(PreconditionFailed):
    """The product was changed by somebody else."""
