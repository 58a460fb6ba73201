"""Places and distances, offline. Pure computation: nothing here asks a network."""
