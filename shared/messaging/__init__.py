"""How services tell each other what happened: outbox, bus, queues, and the functions that work them."""
