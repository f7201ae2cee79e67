"""The ways out of the house: e-mail and SMS providers behind one port."""
