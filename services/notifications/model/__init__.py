"""The words and rules of telling people: whom, over which channel, at which hour, in how many texts."""
