Title: A
Odd: 1

Text.
