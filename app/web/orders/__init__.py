"""Orders, for those who send, receive or wait for them."""
