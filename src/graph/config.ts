import type { Json } from '../protocol/json';
import type { Layer } from './tensorflow';

/** Keys in the order a reader wants them, with the words used for them. */
const reading: readonly (readonly [key: string, name: string])[] = [
  ['filters', 'filters'],
  ['units', 'units'],
  ['kernelSize', 'kernel'],
  ['poolSize', 'pool'],
  ['size', 'size'],
  ['strides', 'strides'],
  ['padding', 'padding'],
  ['groups', 'groups'],
  ['depthMultiplier', 'depthMultiplier'],
  ['dilationRate', 'dilation'],
  ['activation', 'activation'],
  ['useBias', 'bias'],
  ['rate', 'rate'],
  ['depthRadius', 'depthRadius'],
  ['bias', 'bias'],
  ['alpha', 'alpha'],
  ['beta', 'beta'],
  ['axis', 'axis'],
  ['momentum', 'momentum'],
  ['epsilon', 'epsilon'],
];

/** Said only when they are not so. */
const usual: { readonly [key: string]: Json } = {
  activation: 'linear',
  useBias: true,
  dilationRate: 1,
  groups: 1,
  depthMultiplier: 1,
};

/** Not about what the layer computes, or said elsewhere. */
const unsaid = /^(name|trainable|dtype|batchInputShape|dataFormat|noiseShape|sparse|ragged)$/;
const detail = /(Initializer|Regularizer|Constraint)$/;

/** What a reader wants to know of a layer, in reading order. */
export function configOf(layer: Layer): { readonly [key: string]: Json } {
  const config: { readonly [key: string]: unknown } = layer.getConfig();
  const known = new Map(reading);
  const keys = [
    ...reading.map(([key]) => key).filter((key) => key in config),
    ...Object.keys(config).filter((key) => !known.has(key)),
  ];
  const said: { [key: string]: Json } = {};
  for (const key of keys) {
    const value = toJson(config[key], { window: key === 'kernelSize' || key === 'poolSize' });
    const isWorthSaying =
      value !== undefined && value !== usual[key] && !unsaid.test(key) && !detail.test(key);
    if (isWorthSaying) {
      said[known.get(key) ?? key] = value;
    }
  }
  return said;
}

/** `undefined` for what is not said: nothing, objects with classes in them, numbers beyond JSON. */
function toJson(value: unknown, { window }: { window: boolean }): Json | undefined {
  if (typeof value === 'string' || typeof value === 'boolean') {
    return value;
  }
  if (typeof value === 'number') {
    return Number.isFinite(value) ? value : undefined;
  }
  if (!Array.isArray(value)) {
    return undefined;
  }
  const items = value.map((item: unknown) => toJson(item, { window: false }));
  if (!items.every((item) => item !== undefined)) {
    return undefined;
  }
  if (window) {
    return items.map((item) => JSON.stringify(item)).join('x');
  }
  // Equal in all directions is one number: strides 2 rather than 2, 2.
  const [first] = items;
  return typeof first === 'number' && items.length > 1 && items.every((item) => item === first)
    ? first
    : items;
}
