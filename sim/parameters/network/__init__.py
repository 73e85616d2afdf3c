"""Parameters of the trade: lines, the groups that own them, the children and adults whom they exploit, and what follows."""
