"""A campaign as Markdown: what was done to the system, what clients saw, what is in the books, what is wrong."""

from collections import Counter
from collections.abc import Iterable, Mapping

from tests.support.faults.campaign import Outcome


def report(outcome: Outcome) -> str:
    """Tables of counts, and every wrong in words."""
    books = outcome.books
    statuses = Counter(order["status"] for order in books.orders.values())
    in_books = {
        "orders": len(books.orders),
        **{f"orders {status}": count for status, count in sorted(statuses.items())},
        "events": sum(len(events) for events in books.events.values()),
        "runs": len(books.runs),
        "runs that were stopped or failed": sum(run["status"] in ("stopped", "failed") for run in books.runs),
        "layouts": outcome.layouts,
        "bookings": len(books.bookings),
        "bookings cancelled": sum(booking["status"] == "cancelled" for booking in books.bookings),
        "messages": len(books.notifications),
    }
    violations = {rule: len(findings) for rule, findings in outcome.findings.items()}
    violations |= {"answers that surprise": len(outcome.memory.surprises), "errors in logs": len(outcome.errors)}
    parts = [
        f"Clients worked for {outcome.worked_s:.0f} s; everything was finished {outcome.settled_s:.0f} s later.",
        _list(f"Left out: {what}." for what in outcome.left_out),
        _table("done to processes", outcome.trouble),
        _table("done to messages", outcome.network),
        _table("clients saw", {"orders accepted": len(outcome.memory.accepted), **_sorted(outcome.memory.counts)}),
        _table("by whom had lost the right", _sorted(outcome.memory.rights)),
        _table("by the hostile", _sorted(outcome.memory.hostile)),
        _table("in the books", in_books),
        _table("violations of", violations),
        _list(outcome.wrong),
    ]
    return "\n\n".join(filter(None, parts))


def _sorted(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items()))


def _table(title: str, counts: Mapping[str, int]) -> str:
    return "\n".join([f"| {title} | |", "|---|--:|", *(f"| {name} | {count} |" for name, count in counts.items())])


def _list(said: Iterable[str]) -> str:
    return "\n".join(f"* {one}" for one in said)
