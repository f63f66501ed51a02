"""What was found at visits, as papers tell it: a trend, a table, findings for a record system."""
