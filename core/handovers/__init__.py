"""Administrators hand their unit over: one side proposes, the other accepts with a sign-in of their own."""
