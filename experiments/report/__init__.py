"""The report: a results folder to one page that opens anywhere, and its forms for print and Excel."""
