"""Consultation periods: document, questions, who was asked, what they answered, the outcome."""
