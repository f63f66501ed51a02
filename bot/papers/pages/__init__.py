"""The pages that are printed: what stands on each, as data for its template."""
