"""Who may sign in, with what, and who may do what: users, sessions, keys, tokens, the audit trail."""
