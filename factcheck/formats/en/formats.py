"""Days and times as the desk's pages write them, for what Django writes by itself."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y, H:i"
