"""What is made from the declarations: the ODD document and the catalogue."""
