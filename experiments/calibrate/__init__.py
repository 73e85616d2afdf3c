"""Worlds that agree with published figures, and how well they predict those that were not used."""
