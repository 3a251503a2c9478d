"""Exemptions: applied for, reviewed level by level, approved, refused or revoked, each act kept."""
