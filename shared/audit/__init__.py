"""Who did what to what, when: one chain per record, tamper-evident, its readable part erasable."""
