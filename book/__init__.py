"""Read: builds and serves the interactive textbook."""
