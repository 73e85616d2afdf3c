"""What the model has for published figures: named quantities of a run's two books."""
