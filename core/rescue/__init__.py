"""What severe disease may need beside the plan: each treatment as the answers leave it."""
