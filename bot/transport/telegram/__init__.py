"""The way to the desk through Telegram."""
