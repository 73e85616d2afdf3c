"""Charts of what an answer hangs on: one function a figure."""
