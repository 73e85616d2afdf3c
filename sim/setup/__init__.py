"""The world on day 0: who is there, how many, and what is refused before it is founded."""
