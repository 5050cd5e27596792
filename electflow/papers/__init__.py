"""Paper as it is posted and signed: notices and forms in Word, from templates that a county may replace."""
