"""Step 8, justice: arrest, release or bail, charge, court, custody; time and workload are real, for children and holders."""
