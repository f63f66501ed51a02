"""What is typed of a visit, read narrowly or refused with its reason."""
