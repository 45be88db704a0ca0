// First file of Exchange; goes with the first real one.
