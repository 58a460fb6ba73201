"""One cargo space: as many pieces as fit, improved until it is time to stop."""
