"""What all screens stand on: the site of a request, who looks, language, errors, forms, sign-in cookie."""
