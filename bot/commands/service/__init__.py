"""What whoever runs the bot as a service does beside it."""
