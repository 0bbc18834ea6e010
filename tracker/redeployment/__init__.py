"""The redeployment register: who seeks other work, what there is, what is offered, and trial periods."""
