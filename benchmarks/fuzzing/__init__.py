"""Random programs through the lifter: what is proved must compute what the loop interpreter does."""
