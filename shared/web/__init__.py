"""One handler, two faces: what every route of every service is made of."""
