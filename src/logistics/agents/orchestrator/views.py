"""What the orchestrator's tools tell a model about the other agents' work."""

from logistics.agents.answers import ToolAnswer
from logistics.contracts.agents import BookedVehicle, BookingConfirmation, LoadAnalysis, PlannedLoad
from logistics.contracts.money import Money
from logistics.contracts.orders import Remedy


class AnalysisView(ToolAnswer):
    """`complete`: every piece has its place, and the layout is saved."""

    complete: bool
    loads: list[PlannedLoad]
    reason: str | None
    remedy: Remedy | None


class BookingView(ToolAnswer):
    """`booked`: every load has its vehicle. `refused` is the code of what stood in the way."""

    booked: bool
    bookings: list[BookedVehicle]
    total: Money | None
    refused: str | None


def analysis_view(analysis: LoadAnalysis) -> AnalysisView:
    """The analysis as a model is shown it."""
    vehicles = ", ".join(f"{load.vehicle_name} ({load.filled_share:.0%} full)" for load in analysis.loads)
    complete = analysis.layout is not None
    return AnalysisView(
        summary=f"All {analysis.pieces} pieces fit: {vehicles}." if complete else f"{analysis.reason}",
        complete=complete,
        loads=analysis.loads,
        reason=analysis.reason,
        remedy=analysis.remedy,
    )


def booking_view(confirmation: BookingConfirmation) -> BookingView:
    """The confirmation as a model is shown it."""
    total = confirmation.total
    count = len(confirmation.bookings)
    vehicles = f"{count} vehicle{'s' if count > 1 else ''}"
    return BookingView(
        summary=f"{vehicles} booked for {total}." if total else confirmation.because,
        booked=bool(confirmation.bookings),
        bookings=confirmation.bookings,
        total=total,
        refused=confirmation.refused,
    )
