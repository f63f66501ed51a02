"""What each section opens with: what to do for this patient, numbered, in one look on a phone."""
