"""Several processes that send what one database holds."""
