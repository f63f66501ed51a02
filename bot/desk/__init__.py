"""The desk: one update in, pages out."""
