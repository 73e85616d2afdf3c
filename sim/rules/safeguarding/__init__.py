"""Step 9, safeguarding: how a child is read, who is told, what help comes, and who stands beside it."""
