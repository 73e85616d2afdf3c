"""A results folder: written run by run, read as frames."""
