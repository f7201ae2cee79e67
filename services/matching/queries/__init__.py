"""What pages and programs read: runs and their pairs, one's own proposals, dispatches."""
