"""Front end for `.tflite` files, int8 and float32."""
