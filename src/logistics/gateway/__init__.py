"""One origin on a laptop: the page, and both services behind it. In production nginx does this."""
