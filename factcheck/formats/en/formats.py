"""Days and times as the desk's pages write them, for what Django writes by itself."""

DATE_FORMAT = "F j, Y"
DATETIME_FORMAT = "F j, Y, H:i"
