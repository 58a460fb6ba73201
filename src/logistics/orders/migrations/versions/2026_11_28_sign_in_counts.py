"""Failed sign-ins are counted in a fixed number of slots, and browsers that signed in before are known.

`sign_in_failures` stays for processes of the release before; nothing here reads it.
"""

from alembic import op

revision = "2026_11_28_sign_in_counts"
down_revision = "2026_11_28_endings"

STATEMENTS = """
CREATE TABLE sign_in_counts (
    slot  text PRIMARY KEY,
    count integer NOT NULL,
    at    timestamptz NOT NULL
);

CREATE TABLE known_browsers (
    token_hash bytea NOT NULL,
    user_id    bigint NOT NULL REFERENCES users,
    at         timestamptz NOT NULL,
    PRIMARY KEY (user_id, token_hash)
);
"""


def upgrade() -> None:
    op.get_bind().connection.cursor().execute(STATEMENTS)
