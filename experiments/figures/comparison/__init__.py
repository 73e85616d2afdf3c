"""Charts of a comparison: one function a figure."""
