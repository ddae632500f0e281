"""From a trained model to exact integer C."""
