"""The shell of the web app: who may come, units of work, forms sent once, headers, layout and components."""
