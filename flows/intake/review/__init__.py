"""The review before a plan is made, or its answers are changed."""
