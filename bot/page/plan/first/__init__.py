"""What each section opens with: what to do for this patient, in one look on a phone."""
