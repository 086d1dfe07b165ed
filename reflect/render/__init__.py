"""How it is read: values become text. It knows no store and no clock, and says what stands in its catalogue."""
