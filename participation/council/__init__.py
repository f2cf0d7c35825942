"""What the council did: papers, their consultations, departures from published weights."""
