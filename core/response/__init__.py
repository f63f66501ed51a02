"""What visits say: of the response, of the safety of what is taken, and how a visit is kept."""
