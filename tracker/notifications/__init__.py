"""What people are told of: notices here and by mail, reminders, and a calendar feed of deadlines."""
