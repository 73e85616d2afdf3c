"""What each section of a report says: facts gathered from tables, for the templates to word."""
