"""Ways to the desk: each hears in its own form and shows pages in its own form."""
