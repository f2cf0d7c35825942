"""Every kind of mail with sample data, for staff to read before anybody gets one."""
