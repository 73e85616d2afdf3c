"""A strategy composed on the page: its config, its run, what comes of it."""
