"""Front end for int8 `.tflite` files."""
