"""What can be bought: providers, services, offers, places and how to find them."""
