"""One fake of each service, for everybody who asks it in a test."""
