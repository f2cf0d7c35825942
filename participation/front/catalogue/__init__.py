"""What a city offers as open data: a catalogue for data portals (DCAT-AP.de 3.0) and for people."""
