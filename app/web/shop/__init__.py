"""The demo's shop: buying something with a pretend card."""
