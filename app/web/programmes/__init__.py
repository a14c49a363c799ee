"""The commissioner's pages: programmes, their rules, money and panel."""
