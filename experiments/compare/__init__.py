"""Strategies against a baseline: paired differences by measure, area, month and horizon."""
