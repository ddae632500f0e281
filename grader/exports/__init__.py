"""Grades in the formats that other systems read."""
