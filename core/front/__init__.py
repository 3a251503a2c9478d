"""The public face of a place, edited by its office: announcements, downloads, contacts and codes, and the filing numbers."""
