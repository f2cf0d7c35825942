"""Consultations of papers: recording, correcting, and departures from published weights."""
