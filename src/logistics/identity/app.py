"""Puts this room into the Order API."""

from fastapi import FastAPI

from logistics.identity.accounts import AccountService
from logistics.identity.oidc import OidcProvider, OidcSignIn
from logistics.identity.passwords import Passwords
from logistics.identity.program_keys import KeyService
from logistics.identity.routes import endings, keys, oidc, sessions, users
from logistics.identity.sign_in import SignInService
from logistics.identity.signing import SigningKeys
from logistics.identity.standing import Standing
from logistics.identity.trail import AuditService
from logistics.kit.clock import Clock
from logistics.kit.database import Database
from logistics.web.authorisation import add_routes


def add_identity(
    app: FastAPI, database: Database, signing_keys: SigningKeys, provider: OidcProvider | None, clock: Clock
) -> None:
    """Routes and services of signing in, users, keys and the audit trail."""
    passwords = Passwords()
    app.state.signing_keys = signing_keys
    app.state.sign_in = SignInService(database, passwords, clock)
    app.state.accounts = AccountService(database, passwords, clock)
    app.state.keys = KeyService(database, clock)
    app.state.audit = AuditService(database)
    app.state.standing = Standing(database, clock)
    app.state.oidc = OidcSignIn(provider, signing_keys, clock) if provider else None
    add_routes(app, *(room.router for room in (sessions, oidc, users, keys, endings)))
