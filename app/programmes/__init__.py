"""Policy as data: how money is given, who says yes, how long things may take."""
