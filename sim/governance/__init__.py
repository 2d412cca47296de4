"""Decision rights: what is decided at the desk, and what goes up a chain of approvals."""
