"""The Arduino API of the ESP32-C3 and the ESP32, for sketches that are built without Espressif's core."""

from pathlib import Path

LAYER_FOLDER = Path(__file__).parent
