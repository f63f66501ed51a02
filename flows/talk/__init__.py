"""What every dialogue stands on: what is heard and answered, what is kept, who may what."""
