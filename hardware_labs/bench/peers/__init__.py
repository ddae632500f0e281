"""Who else turns such models into code: one file a peer."""
