"""What is done here: starting a run, proposing its pairs one by one, answering a proposal."""
