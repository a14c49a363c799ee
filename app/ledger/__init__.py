"""Where every penny is. The only module that writes money down."""
