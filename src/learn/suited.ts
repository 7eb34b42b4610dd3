import { isRecord } from '../protocol/json';
import { checkOptions, expectOption, inWords, type Rule } from '../zoo/options';
import type { LessonHost } from './host';

/** What a cell takes instead where there is more to compute with. */
export interface Larger<Settings> {
  /** On a GPU. */
  readonly gpu: Partial<Settings>;
}

/**
 * The settings of a cell that suit the machine: `settings` as they are on a processor, with those of
 * `larger.gpu` instead where the kernel computes on a GPU, of which a line in the cell then tells.
 *
 *     const { images, epochs } = suited({ images: 1000, epochs: 2 }, { gpu: { epochs: 8 } });
 *
 * @throws TypeError or RangeError for what is no object, and for a setting that a processor has not.
 */
export type Suited = <Settings extends object>(
  settings: Settings,
  larger: Larger<Settings>,
) => Settings;

/** Makes `suited` for the cells of a host. */
export function createSuited(host: Pick<LessonHost, 'machine' | 'notice'>): Suited {
  return (settings, larger) => {
    expectOption(isRecord(settings), 'suited', { settings }, 'an object');
    const own = new Map(Object.entries(settings));
    checkOptions('suited', larger, { gpu: { allowed: 'an object', holds: isRecord } });
    checkOptions<object>(
      'suited for a GPU',
      larger.gpu,
      Object.fromEntries([...own.keys()].map((name) => [name, any])),
    );
    const { gpu } = host.machine();
    if (gpu === undefined) {
      return settings;
    }
    const changes = Object.entries(larger.gpu)
      .filter(([name, value]) => value !== own.get(name))
      .map(([name, value]) => `${name} ${inWords(value)} instead of ${inWords(own.get(name))}`);
    if (changes.length > 0) {
      host.notice(`Larger on this GPU (${gpu}): ${changes.join(', ')}.`);
    }
    return { ...settings, ...larger.gpu };
  };
}

const any: Rule = { allowed: 'anything', holds: () => true };
