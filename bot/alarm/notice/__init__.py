"""What people are told beside reminders: outages, damage, a restored folder, a lacking machine."""
