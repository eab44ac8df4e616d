"""Mail: what it says, to whom, when, and what came back."""
