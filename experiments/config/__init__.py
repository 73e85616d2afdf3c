"""A TOML file to an experiment, with every fault told at once."""
