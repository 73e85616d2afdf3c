"""The model as Mesa knows it: `CountyLinesModel`, and views of rows as agents."""
