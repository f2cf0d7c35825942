"""What a result may show, decided for a whole version at once; pure."""
