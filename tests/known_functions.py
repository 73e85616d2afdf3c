"""Functions with known sensitivity, with and without seed noise of known variance."""

import numpy as np

ISHIGAMI_S1 = np.array([0.3139, 0.4424, 0.0])
ISHIGAMI_ST = np.array([0.5576, 0.4424, 0.2437])
ISHIGAMI_VARIANCE = 13.8446


def ishigami(unit):
    """Ishigami on the unit cube (a = 7, b = 0.1); further columns are idle."""
    x = np.pi * (2.0 * unit[:, :3] - 1.0)
    return np.sin(x[:, 0]) + 7.0 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


SOBOL_G_A = np.array([0.0, 1.0, 4.5, 9.0, 99.0])


def sobol_g(unit):
    """Sobol's G function with coefficients 0, 1, 4.5, 9, 99."""
    return np.prod((np.abs(4.0 * unit - 2.0) + SOBOL_G_A) / (1.0 + SOBOL_G_A), axis=1)


def sobol_g_indices():
    """Analytical S1 and ST of `sobol_g`."""
    partial = 1.0 / (3.0 * (1.0 + SOBOL_G_A) ** 2)
    whole = np.prod(1.0 + partial) - 1.0
    return partial / whole, partial * np.prod(1.0 + partial) / (1.0 + partial) / whole


def noisy(values, replications, deviation, rng):
    """Replications of each value with normal noise of the given standard deviation, shape (values, replications)."""
    return values[:, None] + rng.normal(0.0, deviation, (len(values), replications))
