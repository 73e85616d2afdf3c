"""Charts for reports: one function a figure, drawn where a results folder holds what it needs."""
