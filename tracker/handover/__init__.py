"""What a representative or an HR partner who leaves gives to a colleague: matters and what to know."""
