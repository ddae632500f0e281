"""Pins and controls of the parts around a board, named as Wokwi names them.

A test compares them with the simulator's.
"""

PINS: dict[str, tuple[str, ...]] = {
    "board-ssd1306": ("GND", "VCC", "SCL", "SDA"),
    "wokwi-buzzer": ("1", "2"),
    "wokwi-dht22": ("VCC", "SDA", "NC", "GND"),
    "wokwi-led": ("A", "C"),
    "wokwi-logic-analyzer": ("D0", "D1", "D2", "D3", "D4", "D5", "D6", "D7", "GND"),
    "wokwi-mpu6050": ("INT", "AD0", "XCL", "XDA", "SDA", "SCL", "GND", "VCC"),
    "wokwi-ntc-temperature-sensor": ("VCC", "OUT", "GND"),
    "wokwi-photoresistor-sensor": ("VCC", "GND", "DO", "AO"),
    "wokwi-potentiometer": ("GND", "SIG", "VCC"),
    "wokwi-pushbutton": ("1.l", "2.l", "1.r", "2.r"),
    "wokwi-resistor": ("1", "2"),
    "wokwi-rgb-led": ("R", "COM", "G", "B"),
    "wokwi-servo": ("GND", "V+", "PWM"),
    "wokwi-slide-switch": ("1", "2", "3"),
}

CONTROLS: dict[str, tuple[str, ...]] = {
    "wokwi-dht22": ("temperature", "humidity"),
    "wokwi-mpu6050": (
        *("accelX", "accelY", "accelZ"),
        *("rotationX", "rotationY", "rotationZ"),
        "temperature",
    ),
    "wokwi-ntc-temperature-sensor": ("temperature",),
    "wokwi-photoresistor-sensor": ("lux",),
    "wokwi-potentiometer": ("position",),
    "wokwi-pushbutton": ("pressed",),
    "wokwi-slide-switch": ("value",),
}
