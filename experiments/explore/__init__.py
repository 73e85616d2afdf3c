"""The page in a browser: a results folder looked at from several sides, a strategy composed and run, one world day by day."""
