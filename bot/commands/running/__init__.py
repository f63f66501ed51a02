"""What goes on in a process of the bot: who leads, who stands by, what is watched and told."""
