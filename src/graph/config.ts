import type { Json } from '../protocol/json';
import { innerLayer, isModel, settingsOf, type Layer, type Settings } from './tensorflow';

/** Keys in the order a reader wants them, with the words used for them. */
const reading: readonly (readonly [key: string, name: string])[] = [
  ['filters', 'filters'],
  ['units', 'units'],
  ['kernelSize', 'kernel'],
  ['poolSize', 'pool'],
  ['size', 'size'],
  ['strides', 'strides'],
  ['padding', 'padding'],
  ['ceilMode', 'ceilMode'],
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

const known = new Set(reading.map(([key]) => key));

/** Said only when they are not so. */
const usual: { readonly [key: string]: Json } = {
  activation: 'linear',
  useBias: true,
  dilationRate: 1,
  groups: 1,
  depthMultiplier: 1,
  ceilMode: false,
  countIncludePadding: false,
  dataFormat: 'channelsLast',
};

/** Not about what the layer computes, or said elsewhere. */
const unsaid = /^(name|trainable|dtype|batchInputShape|noiseShape|sparse|ragged)$/;
const detail = /(Initializer|Regularizer|Constraint)$/;

/** Longer lists are data rather than configuration. */
const mostItems = 8;

/** What a reader wants to know of a layer, in reading order; of a wrapper, what it wraps as well. */
export function configOf(layer: Layer, settings: Settings): { readonly [key: string]: Json } {
  const inner = innerLayer(layer, 'layer');
  if (inner === undefined) {
    return said(settings);
  }
  return isModel(inner)
    ? { layer: inner.name, ...said(settings) }
    : { layer: inner.getClassName(), ...configOf(inner, settingsOf(inner)), ...said(settings) };
}

function said(settings: Settings): { readonly [key: string]: Json } {
  const found: { [key: string]: Json } = {};
  const say = (key: string, name: string) => {
    const value = toJson(settings[key], { window: key === 'kernelSize' || key === 'poolSize' });
    if (value !== undefined && value !== usual[key]) {
      found[name] = value;
    }
  };
  for (const [key, name] of reading) {
    if (Object.hasOwn(settings, key)) {
      say(key, name);
    }
  }
  for (const key of Object.keys(settings)) {
    if (!known.has(key) && !unsaid.test(key) && !detail.test(key)) {
      say(key, key);
    }
  }
  return found;
}

/** `undefined` for what is not said: nothing, objects with classes in them, numbers beyond JSON. */
function toJson(value: unknown, { window }: { window: boolean }): Json | undefined {
  if (typeof value === 'string' || typeof value === 'boolean') {
    return value;
  }
  if (typeof value === 'number') {
    return Number.isFinite(value) ? value : undefined;
  }
  if (!Array.isArray(value) || value.length > mostItems) {
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
