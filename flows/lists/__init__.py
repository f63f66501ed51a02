"""What is due and what is in force: /today, /upcoming, /dose, /plans, /status."""
