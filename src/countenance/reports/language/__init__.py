"""Plain English of reports: words to stems, numbers to values, what is denied and what is not."""
