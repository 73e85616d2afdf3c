"""Which part of a response does the work: parts alone, taken away, their Shapley values, and the same money spent."""
