/** The parts a diagram may use, by Wokwi's type name. A new part is one more file and one more line here. */

import { arduinoMega } from './arduino-mega.ts';
import { arduinoNano } from './arduino-nano.ts';
import { arduinoUno } from './arduino-uno.ts';
import { boardEsp32C3Devkitm1 } from './board-esp32-c3-devkitm-1.ts';
import { boardEsp32DevkitCV4 } from './board-esp32-devkit-c-v4.ts';
import { buzzer } from './buzzer.ts';
import { dht22 } from './dht22.ts';
import { led } from './led.ts';
import { logicAnalyzer } from './logic-analyzer.ts';
import { mpu6050 } from './mpu6050.ts';
import { ntcTemperatureSensor } from './ntc-temperature-sensor.ts';
import type { PartDefinition } from './part.ts';
import { photoresistorSensor } from './photoresistor-sensor.ts';
import { potentiometer } from './potentiometer.ts';
import { pushbutton } from './pushbutton.ts';
import { resistor } from './resistor.ts';
import { rgbLed } from './rgb-led.ts';
import { servo } from './servo.ts';
import { slideSwitch } from './slide-switch.ts';
import { ssd1306 } from './ssd1306.ts';

const definitions: PartDefinition[] = [
  arduinoMega,
  arduinoNano,
  arduinoUno,
  boardEsp32C3Devkitm1,
  boardEsp32DevkitCV4,
  buzzer,
  dht22,
  led,
  logicAnalyzer,
  mpu6050,
  ntcTemperatureSensor,
  photoresistorSensor,
  potentiometer,
  pushbutton,
  resistor,
  rgbLed,
  servo,
  slideSwitch,
  ssd1306,
];

export const partDefinitions: ReadonlyMap<string, PartDefinition> = new Map(definitions.map((part) => [part.type, part]));
