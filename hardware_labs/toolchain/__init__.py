"""From a sketch folder to a firmware image, with whatever Arduino tools the machine has."""
