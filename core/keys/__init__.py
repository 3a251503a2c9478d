"""The keys of tenants: what a tenant signs, be it a certificate or a receipt, can be checked by anybody, without the site."""
