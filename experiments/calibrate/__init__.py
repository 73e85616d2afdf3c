"""Worlds fitted to published figures, and how well they predict those that were not used."""
