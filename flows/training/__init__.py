"""Learning on the working planner: its steps, its screens, and a course to play."""
