"""A kept plan and the edition of the rules that it goes by; what another would do otherwise."""
