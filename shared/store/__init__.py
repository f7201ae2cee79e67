"""Records, and the port through which both homes keep them."""
