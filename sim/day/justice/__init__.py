"""Step 8 of the day, justice."""
