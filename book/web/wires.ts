/** A point in the diagram's pixels. */
export interface Point {
  x: number;
  y: number;
}

/** A Wokwi part as diagram.json places it. */
export interface Part {
  id: string;
  type: string;
  left?: number;
  top?: number;
  rotate?: number;
  attrs?: Record<string, string>;
}

/** Wokwi's diagram.json. A connection is [from, to, colour, route]. */
export interface Diagram {
  parts: Part[];
  connections: [string, string, string, string[]?][];
}

/** A pin's place in the diagram, and the direction in which a wire leaves it: away from its part. */
export interface PlacedPin extends Point {
  out: Point;
}

interface Size {
  width: number;
  height: number;
}

/** Returns where a point of a part lies in the diagram: parts turn around their middle. */
export function place(part: Part, { width, height }: Size, point: Point): Point {
  const turned = turn({ x: point.x - width / 2, y: point.y - height / 2 }, part.rotate ?? 0);
  return { x: (part.left ?? 0) + width / 2 + turned.x, y: (part.top ?? 0) + height / 2 + turned.y };
}

/** Places a pin; its wire leaves across the nearest edge of the part. */
export function placePin(part: Part, size: Size, pin: Point): PlacedPin {
  const edges: [number, Point][] = [
    [pin.x, { x: -1, y: 0 }],
    [size.width - pin.x, { x: 1, y: 0 }],
    [pin.y, { x: 0, y: -1 }],
    [size.height - pin.y, { x: 0, y: 1 }],
  ];
  const [, out] = edges.reduce((nearest, edge) => (edge[0] < nearest[0] ? edge : nearest));
  return { ...place(part, size, pin), out: turn(out, part.rotate ?? 0) };
}

/**
 * Returns a wire as SVG path data. A route of Wokwi's takes steps such as `h10` and `v-20` from the first pin, and those after
 * `*` from the second pin, in reverse. Without a route the wire hangs between the pins like a jumper wire.
 */
export function wirePath(from: PlacedPin, to: PlacedPin, route: readonly string[] = []): string {
  if (route.length === 0) {
    const slack = Math.max(20, Math.hypot(to.x - from.x, to.y - from.y) / 3);
    return `M${show(from)} C${show(along(from, slack))} ${show(along(to, slack))} ${show(to)}`;
  }
  const star = route.indexOf('*');
  const head = walk(from, star < 0 ? route : route.slice(0, star));
  const tail = star < 0 ? [to] : walk(to, route.slice(star + 1).reverse()).reverse();
  const [last, next] = [head.at(-1)!, tail[0]!];
  const cameAcross = head.length > 1 && head.at(-2)!.y === last.y;
  const corner = cameAcross ? { x: last.x, y: next.y } : { x: next.x, y: last.y };
  return `M${[...head, corner, ...tail].map(show).join(' L')}`;
}

function walk(start: Point, steps: readonly string[]): Point[] {
  const points: Point[] = [start];
  for (const step of steps) {
    const { x, y } = points.at(-1)!;
    const length = Number(step.slice(1));
    points.push(step.startsWith('h') ? { x: x + length, y } : { x, y: y + length });
  }
  return points;
}

const along = (pin: PlacedPin, length: number): Point => ({ x: pin.x + pin.out.x * length, y: pin.y + pin.out.y * length });

const show = ({ x, y }: Point): string => `${Number(x.toFixed(2))},${Number(y.toFixed(2))}`;

function turn({ x, y }: Point, degrees: number): Point {
  const [sin, cos] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)];
  return { x: x * cos - y * sin, y: x * sin + y * cos };
}
