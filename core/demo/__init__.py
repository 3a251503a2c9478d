"""The demo: five systems with invented people and real content, loaded through the services, run by one command."""
