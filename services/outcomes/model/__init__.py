"""The words and rules of the outcomes service: indicators, service logs, outcomes, figures. Pure."""
