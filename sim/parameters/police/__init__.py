"""Parameters of police and courts: what is seen, believed, decided and done."""
