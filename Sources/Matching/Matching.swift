// First file of Matching; goes with the first real one.
