"""What is taken away: tables and files, through the same permissions and disclosure control."""
