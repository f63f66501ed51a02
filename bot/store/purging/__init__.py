"""How long each kind of row is kept, and how it is erased afterwards."""
