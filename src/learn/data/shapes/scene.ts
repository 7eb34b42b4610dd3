import { randomFrom, type Random } from '../random';

/** Red, green and blue, 0 to 1. */
export type Colour = readonly [red: number, green: number, blue: number];

/** Something drawn: places are -1 to 1 over the shorter side of the image, angles radians. */
export interface Figure {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly angle: number;
  /** Its width divided by its height. */
  readonly stretch: number;
  readonly colours: readonly [Colour, Colour];
  readonly patternAngle: number;
  /** Length of the pattern's period. */
  readonly period: number;
  readonly phase: number;
}

/** What is seen in one image, at whatever size it is drawn. */
export interface Scene {
  readonly figure: Figure;
  /** From one side of the image to the other. */
  readonly background: readonly [Colour, Colour];
  readonly backgroundAngle: number;
  /** Small discs that belong to no class. */
  readonly specks: readonly {
    readonly x: number;
    readonly y: number;
    readonly radius: number;
    readonly colour: Colour;
  }[];
  /** For the noise, which differs from pixel to pixel. */
  readonly grain: Random;
}

/** The scene of one image: the same for the same seed and index. */
export function sceneOf(seed: number, index: number): Scene {
  const random = randomFrom(seed, index);
  const first = colourOf(random);
  const background = [first, nearby(first, 0.3, random)] as const;
  const body = farFrom([first], random);
  const radius = random.between(0.45, 0.75);
  const room = 1 - radius;
  return {
    background,
    backgroundAngle: random.between(0, 2 * Math.PI),
    figure: {
      x: random.between(-room, room),
      y: random.between(-room, room),
      radius,
      angle: random.between(-0.35, 0.35),
      stretch: random.between(0.88, 1.14),
      colours: [body, farFrom([first, body], random)],
      patternAngle: random.between(0, 2 * Math.PI),
      period: random.between(0.26, 0.4),
      phase: random.next(),
    },
    specks: Array.from({ length: random.whole(3) }, () => ({
      x: random.between(-1, 1),
      y: random.between(-1, 1),
      radius: random.between(0.05, 0.12),
      colour: colourOf(random),
    })),
    grain: random,
  };
}

function colourOf(random: Random): Colour {
  return [random.next(), random.next(), random.next()];
}

function nearby([red, green, blue]: Colour, distance: number, random: Random): Colour {
  const move = (value: number) =>
    Math.min(1, Math.max(0, value + random.between(-distance, distance)));
  return [move(red), move(green), move(blue)];
}

/** A colour that can be told from others, if not always easily. */
function farFrom(others: readonly Colour[], random: Random): Colour {
  for (;;) {
    const colour = colourOf(random);
    const isFar = others.every(
      (other) => Math.hypot(...colour.map((value, at) => value - (other[at] ?? 0))) > 0.5,
    );
    if (isFar) {
      return colour;
    }
  }
}
