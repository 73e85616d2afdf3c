"""Possible worlds: which inputs vary and how they are drawn, and what the choice between strategies hangs on over them."""
