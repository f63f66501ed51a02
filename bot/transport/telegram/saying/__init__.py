"""What goes to Telegram: each page in a form that it takes, now or as soon as it can be."""
