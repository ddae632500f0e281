"""One file an operator: its attributes, how it is read from a `.tflite` file, its arithmetic in NumPy, its C."""
