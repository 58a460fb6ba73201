"""Every SQL statement about customers. A customer decides nothing, so its contract serves as its model."""

from typing import Any

from psycopg.errors import UniqueViolation
from psycopg.types.json import Jsonb

from logistics.contracts.customers import CustomerCreate, CustomerRead
from logistics.customers.errors import CustomerNotFound, EmailTaken
from logistics.kit.database import Transaction
from logistics.words import CustomerStatus

_COLUMNS = "id, name, email, phone, language, address, status, version"


class CustomerRepository:
    """Customers in one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def add(self, customer: CustomerCreate) -> CustomerRead:
        """Store a new customer.

        Raises:
            EmailTaken: Somebody has the address already.
        """
        return await self._write(
            customer.email,
            f"""INSERT INTO customers (name, email, phone, language, address)
                VALUES (%(name)s, %(email)s, %(phone)s, %(language)s, %(address)s) RETURNING {_COLUMNS}""",
            _values(customer),
        )

    async def get(self, customer_id: int, *, for_update: bool = False) -> CustomerRead:
        """One customer.

        Raises:
            CustomerNotFound: There is none.
        """
        lock = "FOR NO KEY UPDATE" if for_update else ""
        cursor = await self._tx.execute(f"SELECT {_COLUMNS} FROM customers WHERE id = %s {lock}", [customer_id])
        row = await cursor.fetchone()
        if row is None:
            raise CustomerNotFound(customer_id)
        return CustomerRead.model_validate(row)

    async def find_active(self, customer_id: int | None, email: str | None) -> int | None:
        """The customer of that id or that address, if there is one for whom orders may be placed."""
        cursor = await self._tx.execute(
            "SELECT id FROM customers WHERE status = %s AND (id = %s OR lower(email) = lower(%s))",
            [CustomerStatus.ACTIVE, customer_id, email],
        )
        row = await cursor.fetchone()
        return None if row is None else int(row["id"])

    async def list_page(self, *, email: str | None, after_id: int, limit: int) -> list[CustomerRead]:
        """Up to `limit` customers by id."""
        condition = "AND lower(email) = lower(%(email)s)" if email else ""
        cursor = await self._tx.execute(
            f"SELECT {_COLUMNS} FROM customers WHERE id > %(after_id)s {condition} ORDER BY id LIMIT %(limit)s",
            {"after_id": after_id, "email": email, "limit": limit},
        )
        return [CustomerRead.model_validate(row) for row in await cursor.fetchall()]

    async def save(self, customer: CustomerRead) -> CustomerRead:
        """Store a changed customer under its next version."""
        return await self._write(
            customer.email,
            f"""UPDATE customers SET name = %(name)s, email = %(email)s, phone = %(phone)s, language = %(language)s,
                       address = %(address)s, status = %(status)s, version = version + 1
                WHERE id = %(id)s RETURNING {_COLUMNS}""",
            _values(customer),
        )

    async def _write(self, email: str, statement: str, values: dict[str, Any]) -> CustomerRead:
        try:
            cursor = await self._tx.execute(statement, values)
        except UniqueViolation:
            raise EmailTaken(email) from None
        row = await cursor.fetchone()
        assert row is not None
        return CustomerRead.model_validate(row)


def _values(customer: CustomerCreate) -> dict[str, Any]:
    address = customer.address
    document = Jsonb(address.model_dump(exclude_none=True)) if address else None
    return customer.model_dump(exclude={"address"}) | {"address": document}
