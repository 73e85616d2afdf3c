"""Rows to outcomes: in this process, in several, or on a cluster; stopped and taken up again."""
