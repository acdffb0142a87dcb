"""What people do at a gate beside calls: cases, rulings, questions, the board, registrations."""
