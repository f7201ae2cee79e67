"""Where Tepai runs: on one machine, or on AWS."""
