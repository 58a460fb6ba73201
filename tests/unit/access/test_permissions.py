"""What roles and scopes hold: the lines that must never be crossed by a slip of the pen."""

from typing import get_args

from logistics.access.permissions import (
    GRANTS,
    OF_PROGRAMS,
    PERMISSIONS,
    ROLES,
    RUN_SCOPES,
    SERVICES,
    Role,
    givable_by,
    permissions_of,
)
from logistics.contracts.identity import Role as RoleOnTheWire

ADMINISTRATION = {"users:admin", "keys:admin", "audit:read"}


def test_administration_belongs_to_administrators_only() -> None:
    for name in (*ROLES, *SERVICES):
        held = permissions_of(frozenset({name}))
        assert held == PERMISSIONS - OF_PROGRAMS if name == "admin" else not held & ADMINISTRATION, name


def test_no_person_says_what_is_booked_or_that_a_message_was_sent_and_administrators_give_it_to_programs() -> None:
    assert {"orders:settle", "notifications:deliver"} == OF_PROGRAMS
    for role in ROLES:
        assert not permissions_of(frozenset({role})) & OF_PROGRAMS, role
        assert (givable_by(frozenset({role})) == PERMISSIONS) is (role == "admin"), role


def test_who_only_looks_changes_nothing() -> None:
    for role in ("viewer", "loader"):
        assert all(permission.endswith(":read") for permission in permissions_of(frozenset({role})))


def test_no_program_of_ours_holds_what_a_person_decides() -> None:
    for scope in SERVICES:
        assert not permissions_of(frozenset({scope})) & {"orders:write", "vehicles:write", "customers:write"}, scope


def test_only_runs_book_and_no_process_by_its_own_key() -> None:
    assert "bookings:write" in permissions_of(RUN_SCOPES)
    for scope in ("agents", "worker", "transport-api"):
        assert "bookings:write" not in permissions_of(frozenset({scope})), scope


def test_a_grant_that_is_not_known_allows_nothing() -> None:
    assert permissions_of(frozenset({"root", ""})) == frozenset()
    assert permissions_of(frozenset()) == frozenset()


def test_grants_are_roles_scopes_and_permissions_and_share_no_name() -> None:
    assert len(GRANTS) == len(ROLES) + len(SERVICES) + len(PERMISSIONS)
    assert get_args(Role) == get_args(RoleOnTheWire) == tuple(ROLES)
