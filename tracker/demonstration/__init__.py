"""The demonstration programme: public dates and figures, invented people, concerns and answers."""
