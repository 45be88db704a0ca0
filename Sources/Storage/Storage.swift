// First file of Storage; goes with the first real one.
