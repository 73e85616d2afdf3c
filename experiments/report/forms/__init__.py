"""The forms that a report takes: grids of its tables, terms that link, PDF, workbook and data package."""
