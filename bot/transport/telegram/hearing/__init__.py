"""What comes from Telegram: fetched, put in order, and read as the desk hears it."""
