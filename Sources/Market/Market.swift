// First file of Market; goes with the first real one.
