"""An experiment to the rows of its design."""
