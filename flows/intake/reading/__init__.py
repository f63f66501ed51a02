"""What is typed in the intake, read narrowly or refused with its reason."""
