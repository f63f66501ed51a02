"""What was found at a visit, beside a decision: asked, kept, and what it suggests."""
