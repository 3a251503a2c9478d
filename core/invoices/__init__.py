"""Invoices: requested by the act that pays an order, issued outside in a batch, taken back, checked, and mailed to the buyer."""
