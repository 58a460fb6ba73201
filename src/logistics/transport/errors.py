"""Every way this context can say no.

NotFound
|- VehicleNotFound
|- BlockNotFound
`- BookingNotFound
PreconditionFailed
|- VehicleChanged
`- BookingChanged
Conflict
|- RegistrationTaken      another vehicle has it
|- VehicleNotActive       in the workshop, or gone
|- VehicleHasBookings     what was proven for it must stay true
|- VehicleAlreadyBooked   the days are taken
|- OrderAlreadyBooked     its loads have their vehicles
|- OrderNotBookable       cancelled, or already on its way
|- OrderDisagrees         called off or changed while its vehicles were booked or moved
|- QuoteExpired, QuoteAlreadyUsed, QuoteDoesNotMatch
|- CurrenciesDiffer       of the quotes; in contracts.money, beside the sum that refuses them
`- IllegalTransition      a booking does not move that way
Invalid
|- PeriodOutOfOrder, DateOutOfRange, DateInThePast
|- UnknownVehicle, UnknownOrder, UnknownQuote
|- VehicleInvalid         its body, temperatures and sizes contradict each other
|- LoadTooLarge           more than the vehicle takes
|- PriceOutOfRange        the vehicle's rates cannot be meant
|- LoadsIncomplete        not exactly one quote for each load
|- LayoutNotOfThisOrder   other pieces than the order's
`- LayoutDoesNotFit       the checker objects
Unavailable
`- OrdersUnavailable      the Order API does not answer
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from logistics.dock.fields import Fault
from logistics.kit.errors import (
    Conflict,
    FieldError,
    Invalid,
    Location,
    NotFound,
    PreconditionFailed,
    Unavailable,
)


class VehicleNotFound(NotFound):
    """There is no such vehicle."""

    def __init__(self, vehicle_id: int) -> None:
        super().__init__(f"There is no vehicle {vehicle_id}.", vehicle_id=vehicle_id)


class BlockNotFound(NotFound):
    """There is no such block of this vehicle."""

    def __init__(self, vehicle_id: int, block_id: int) -> None:
        super().__init__(f"Vehicle {vehicle_id} has no block {block_id}.", vehicle_id=vehicle_id, block_id=block_id)


class BookingNotFound(NotFound):
    """There is no such booking."""

    def __init__(self, booking_id: int) -> None:
        super().__init__(f"There is no booking {booking_id}.", booking_id=booking_id)


class VehicleChanged(PreconditionFailed):
    """Somebody else changed the vehicle first."""

    def __init__(self, vehicle_id: int, version: int) -> None:
        super().__init__(f"Vehicle {vehicle_id} is at version {version} by now; read it again.", version=version)


class BookingChanged(PreconditionFailed):
    """Somebody else changed the booking first."""

    def __init__(self, booking_id: int, version: int) -> None:
        super().__init__(f"Booking {booking_id} is at version {version} by now; read it again.", version=version)


class RegistrationTaken(Conflict):
    """Another vehicle has this registration."""

    def __init__(self, registration: str) -> None:
        super().__init__(
            f"A vehicle with the registration {registration} exists already.",
            errors=[FieldError("/registration", "taken", "Registrations are unique, capitals or not.")],
        )


class VehicleNotActive(Conflict):
    """The vehicle is not in service."""

    def __init__(self, vehicle_id: int, status: str) -> None:
        super().__init__(f"Vehicle {vehicle_id} is in status {status}.", vehicle_id=vehicle_id, vehicle_status=status)


class VehicleHasBookings(Conflict):
    """The vehicle is booked, and this change would make those bookings untrue."""

    def __init__(self, vehicle_id: int, numbers: dict[int, str]) -> None:
        named = ", ".join(numbers.values())
        super().__init__(
            f"Vehicle {vehicle_id} is booked ({named}): it may neither shrink, nor hold loads to other rules, "
            "nor leave service before that.",
            vehicle_id=vehicle_id,
            booking_ids=list(numbers),
        )


class VehicleAlreadyBooked(Conflict):
    """The vehicle is taken on these days."""

    def __init__(self, vehicle_id: int, start: date, end: date, **facts: Any) -> None:
        super().__init__(
            f"Vehicle {vehicle_id} is not free on every day from {start} until before {end}.",
            vehicle_id=vehicle_id,
            period={"from": start, "to": end},
            **facts,
        )


class OrderAlreadyBooked(Conflict):
    """The order is booked already."""

    def __init__(self, order_id: int, bookings: Sequence[dict[str, Any]]) -> None:
        super().__init__(f"Order {order_id} is booked already.", order_id=order_id, bookings=list(bookings))


class OrderNotBookable(Conflict):
    """The order is in a status in which nothing is booked for it."""

    def __init__(self, order_id: int, status: str, bookable: Iterable[str]) -> None:
        super().__init__(
            f"Order {order_id} is {status}; vehicles are booked while it is {', '.join(sorted(bookable))}.",
            order_id=order_id,
            order_status=status,
        )


class OrderDisagrees(Conflict):
    """The order does not follow: it was called off or changed meanwhile."""

    def __init__(self, order_id: int, code: str, why: str) -> None:
        super().__init__(why, order_id=order_id, order_code=code)


class QuoteExpired(Conflict):
    """The quote is no longer valid."""

    def __init__(self, quote_id: int) -> None:
        super().__init__(f"Quote {quote_id} has expired; calculate the price again.", quote_id=quote_id)


class QuoteAlreadyUsed(Conflict):
    """A booking was made with this quote before."""

    def __init__(self, quote_id: int) -> None:
        super().__init__(f"Quote {quote_id} was used before; calculate the price again.", quote_id=quote_id)


class QuoteDoesNotMatch(Conflict):
    """The quote is for something else than this load."""

    def __init__(self, quote_id: int, load_index: int, differences: Sequence[FieldError]) -> None:
        super().__init__(
            f"Quote {quote_id} is not for load {load_index}: {differences[0].message}",
            errors=differences,
            quote_id=quote_id,
            load_index=load_index,
        )


class IllegalTransition(Conflict):
    """A booking does not move that way."""

    def __init__(self, booking_id: int, status: str, wanted: str, allowed: Sequence[str]) -> None:
        ways = f"it may become {' or '.join(allowed)}" if allowed else "that is final"
        super().__init__(
            f"Booking {booking_id} is {status} and cannot become {wanted}; {ways}.",
            booking_id=booking_id,
            booking_status=status,
            allowed=list(allowed),
        )


class PeriodOutOfOrder(Invalid):
    """A period ends after it begins."""

    def __init__(self, pointer: str = "/period/to", location: Location = "body") -> None:
        super().__init__(
            "The period is empty: `to` is the first day after it, so it lies after `from`.",
            errors=[FieldError(pointer, "out_of_order", "Choose a day after `from`.", location)],
        )


class DateOutOfRange(Invalid):
    """The days reach beyond the calendar."""

    def __init__(self, start: date, days: int) -> None:
        super().__init__(f"{days} days from {start} reach beyond the year 9999.")


class DateInThePast(Invalid):
    """The pickup date has passed."""

    def __init__(self, day: date, today: date) -> None:
        super().__init__(
            f"{day} has passed; today is {today}.",
            errors=[FieldError("/date", "in_the_past", f"Choose {today} or later.")],
        )


class UnknownVehicle(Invalid):
    """The request names a vehicle that does not exist."""

    def __init__(self, vehicle_id: int) -> None:
        super().__init__(
            f"There is no vehicle {vehicle_id}.",
            errors=[FieldError("/vehicle_id", "unknown_vehicle", "GET /api/vehicles lists them.")],
            vehicle_id=vehicle_id,
        )


class UnknownOrder(Invalid):
    """The request names an order that does not exist."""

    def __init__(self, order_id: int) -> None:
        super().__init__(
            f"There is no order {order_id}.",
            errors=[FieldError("/order_ids/0", "unknown_order", "Name an order of the Order API.")],
            order_id=order_id,
        )


class UnknownQuote(Invalid):
    """The request names a quote that does not exist."""

    def __init__(self, quote_id: int, pointer: str) -> None:
        super().__init__(
            f"There is no quote {quote_id}.",
            errors=[FieldError(pointer, "unknown_quote", "POST /api/bookings/calculate-price makes one.")],
            quote_id=quote_id,
        )


class VehicleInvalid(Invalid):
    """What is said of the vehicle contradicts itself."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        errors = [FieldError(fault.pointer, fault.code, fault.words) for fault in faults]
        super().__init__(f"{errors[0].pointer}: {errors[0].message}", errors=errors)


class LoadTooLarge(Invalid):
    """The load is more than the vehicle takes."""

    def __init__(self, vehicle_id: int, errors: Sequence[FieldError]) -> None:
        super().__init__(f"Vehicle {vehicle_id}: {errors[0].message}", errors=errors, vehicle_id=vehicle_id)


class PriceOutOfRange(Invalid):
    """The price is beyond everything we bill."""

    def __init__(self, vehicle_id: int) -> None:
        super().__init__(
            f"The price comes to more than 10,000,000; look at the rates of vehicle {vehicle_id}.",
            errors=[FieldError("/vehicle_id", "price_out_of_range", "Its base charge or rate cannot be meant.")],
            vehicle_id=vehicle_id,
        )


class LoadsIncomplete(Invalid):
    """Each load of the layout needs exactly one quote."""

    def __init__(self, wanted: int, given: Sequence[int]) -> None:
        super().__init__(
            f"The layout has the loads 0 to {wanted - 1}, each to be named once; named are {list(given)}.",
            errors=[FieldError("/loads", "loads_incomplete", f"Name {wanted} loads, each with its own quote.")],
        )


class LayoutNotOfThisOrder(Invalid):
    """The layout does not hold exactly the pieces of this order."""

    def __init__(self, order_id: int, faults: Sequence[str]) -> None:
        super().__init__(
            f"The layout is not one of order {order_id}: {faults[0]}",
            errors=[FieldError("/layout_key", "layout_not_of_this_order", fault) for fault in faults],
            order_id=order_id,
        )


class LayoutDoesNotFit(Invalid):
    """The checker finds the layout wrong for its vehicle."""

    def __init__(self, violations: Sequence[dict[str, Any]]) -> None:
        first = violations[0]
        super().__init__(
            f"Load {first['load_index']} does not fit vehicle {first['vehicle_id']}: {first['detail']}",
            errors=[FieldError("/layout_key", v["code"], v["detail"]) for v in violations],
            violations=list(violations),
        )


class OrdersUnavailable(Unavailable):
    """The Order API does not answer, so the layout cannot be proven."""
