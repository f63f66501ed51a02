"""From nothing to a confirmed plan: the draft, its questions and its prompts."""
