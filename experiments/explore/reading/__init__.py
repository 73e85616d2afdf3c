"""Views of a results folder: what is chosen of it in sentences, charts and tables."""
