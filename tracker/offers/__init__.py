"""Where each side stands on a clause: offers and counter-offers over time, until one is accepted."""
