"""The rules: each about one agent, one sentence, in files by subject."""
