"""What happens outside the platform and comes in: papers printed for a room, marks and credit from files, each with its source."""
