"""Puts this room into the Order API."""

from fastapi import FastAPI

from logistics.identity.accounts import AccountService
from logistics.identity.passwords import Passwords
from logistics.identity.program_keys import KeyService
from logistics.identity.routes import keys, sessions, users
from logistics.identity.sign_in import SignInService
from logistics.identity.signing import SigningKeys
from logistics.identity.trail import AuditService
from logistics.kit.clock import Clock
from logistics.kit.database import Database


def add_identity(app: FastAPI, database: Database, signing_keys: SigningKeys, clock: Clock) -> None:
    """Routes and services of signing in, users, keys and the audit trail."""
    passwords = Passwords()
    app.state.signing_keys = signing_keys
    app.state.sign_in = SignInService(database, passwords, clock)
    app.state.accounts = AccountService(database, passwords, clock)
    app.state.keys = KeyService(database, clock)
    app.state.audit = AuditService(database)
    for room in (sessions, users, keys):
        app.include_router(room.router)
