"""Whether a load can be put in past what is in already, and making it one that can."""
