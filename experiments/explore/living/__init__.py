"""One world lived day by day on the page."""
