"""Messages: what a platform tells a person, in the inbox of the site and by the channels that the tenant has."""
