"""What a recognised union says is wrong with a change, and what it was answered."""
