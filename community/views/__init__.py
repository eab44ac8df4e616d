"""What people see and press in the community; each view is one page or one press."""
