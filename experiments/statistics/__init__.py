"""Intervals, bootstrap, noise and smoothing, of numbers whose meaning they do not know."""
