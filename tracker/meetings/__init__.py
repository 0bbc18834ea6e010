"""Joint meetings: forums, agendas, attendance, minutes that both sides mark, and the actions that follow."""
