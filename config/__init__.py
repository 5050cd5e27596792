"""What an official may change without a programmer; a package only so that it travels in the wheel."""
