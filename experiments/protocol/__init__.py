"""What passes along the corridor: problems, rows of a design, the engine, the kinds of experiment. It knows no model."""
