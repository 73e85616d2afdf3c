"""The report: a results folder to one page that opens anywhere, and its forms for print and Excel."""

from experiments.report.write import write_report

__all__ = ["write_report"]
