"""Every page of the product in one list, and what has to hold for each of them."""
