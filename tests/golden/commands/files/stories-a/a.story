Title: A
no key

Text.
