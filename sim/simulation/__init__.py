"""One run, the fast way: `simulate` to a `Result`."""
