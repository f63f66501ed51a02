"""Which reminders a plan wants: those that follow from it, and what settles or opens them."""
