"""What the program does, one module a verb or a group of them."""
