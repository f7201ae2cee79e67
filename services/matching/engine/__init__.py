"""The matching engine: who is sent to whom, and why. Pure: no input or output, no clock; `plan.plan` is the way in."""
