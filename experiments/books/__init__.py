"""What is read off a run's two books beside its measures: dated records, and whether stocks and flows agree."""
