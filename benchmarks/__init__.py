"""What `make bench` measures: each figure beside what it is compared with, in the same run on the same machine."""
