"""Updates that Telegram sends to an address of ours, kept before it is told so."""
