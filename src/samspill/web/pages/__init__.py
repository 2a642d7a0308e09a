"""The pages: each module's `PAGE` says where it lives, what it can be asked and what it shows."""
