Title: A

