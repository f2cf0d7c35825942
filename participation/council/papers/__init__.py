"""Papers: recording pages, correcting particulars, showing and hiding, blacking out."""
