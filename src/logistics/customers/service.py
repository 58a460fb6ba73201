"""What people do with customers. Each method is one transaction."""

from logistics.contracts.customers import CustomerCreate, CustomerPatch, CustomerRead
from logistics.customers.errors import CustomerChanged
from logistics.customers.repository import CustomerRepository
from logistics.kit.database import Database
from logistics.web.requests import changed_fields


class CustomerService:
    """Customers: added, found, changed, never removed."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def list_page(self, email: str | None, after_id: int, limit: int) -> list[CustomerRead]:
        """Up to `limit` customers by id; of one address where that is given, whatever the letter case."""
        async with self._db.connection() as tx:
            return await CustomerRepository(tx).list_page(email=email, after_id=after_id, limit=limit)

    async def get(self, customer_id: int) -> CustomerRead:
        """One customer.

        Raises:
            CustomerNotFound: There is none.
        """
        async with self._db.connection() as tx:
            return await CustomerRepository(tx).get(customer_id)

    async def add(self, customer: CustomerCreate) -> CustomerRead:
        """A new customer.

        Raises:
            EmailTaken: Somebody has the address already.
        """
        async with self._db.transaction() as tx:
            return await CustomerRepository(tx).add(customer)

    async def change(self, customer_id: int, patch: CustomerPatch, known_version: int | None) -> CustomerRead:
        """The customer with what the patch names; what it leaves away stays.

        Raises:
            CustomerNotFound: There is none.
            CustomerChanged: Somebody else changed it since `known_version`.
            FieldRequired: The patch empties a field that must have a value.
            EmailTaken: Somebody has the address already.
        """
        async with self._db.transaction() as tx:
            customers = CustomerRepository(tx)
            customer = await customers.get(customer_id, for_update=True)
            if known_version not in (None, customer.version):
                raise CustomerChanged(f"Customer {customer_id} is at version {customer.version} now.")
            changes = changed_fields(patch, nullable=patch.may_be_emptied)
            return await customers.save(customer.model_copy(update=changes))
