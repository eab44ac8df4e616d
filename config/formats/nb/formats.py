"""How Norwegian dates are written here, beyond what Django knows."""

MONTH_DAY_FORMAT = "j. F"
DATETIME_FORMAT = "j. F Y, H:i"
