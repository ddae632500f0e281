"""Run on boards: trains, compiles, builds and simulates each unit's lab."""
