"""Who is asking, and how far their role reaches."""
