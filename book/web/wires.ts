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

/** Returns where a pin lies in the diagram: parts turn around their middle. */
export function pinPosition(part: Part, size: { width: number; height: number }, pin: Point): Point {
  const angle = ((part.rotate ?? 0) * Math.PI) / 180;
  const [dx, dy] = [pin.x - size.width / 2, pin.y - size.height / 2];
  return {
    x: (part.left ?? 0) + size.width / 2 + dx * Math.cos(angle) - dy * Math.sin(angle),
    y: (part.top ?? 0) + size.height / 2 + dx * Math.sin(angle) + dy * Math.cos(angle),
  };
}

/**
 * Returns the corners of a wire along Wokwi's route: steps `h10` and `v-20` from the first pin, and those after `*` from the
 * second, in reverse. Without a route the wire goes down or up, across, and to the pin.
 */
export function wirePath(from: Point, to: Point, route: string[] = []): Point[] {
  const star = route.indexOf('*');
  const head = walk(from, star < 0 ? route : route.slice(0, star));
  const tail = star < 0 ? [to] : walk(to, route.slice(star + 1).reverse()).reverse();
  const [last, next] = [head.at(-1)!, tail[0]!];
  const vertical = route.length === 0 || route[Math.max(star, 0) - 1]?.startsWith('h');
  const corner = vertical ? { x: last.x, y: next.y } : { x: next.x, y: last.y };
  return dropRepeated([...head, corner, ...tail]);
}

function walk(start: Point, steps: string[]): Point[] {
  const points = [start];
  for (const step of steps) {
    const { x, y } = points.at(-1)!;
    const length = Number(step.slice(1));
    points.push(step.startsWith('h') ? { x: x + length, y } : { x, y: y + length });
  }
  return points;
}

function dropRepeated(points: Point[]): Point[] {
  return points.filter((point, index) => index === 0 || point.x !== points[index - 1]!.x || point.y !== points[index - 1]!.y);
}
