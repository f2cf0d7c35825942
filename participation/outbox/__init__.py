"""Mails as rows, sent by the worker."""
