"""Speed of the engine, always as a ratio against a yardstick run in the same call on the same machine."""
