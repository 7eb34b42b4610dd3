import { assertNever } from '../protocol/json';
import type { KernelError, KernelEvent } from '../protocol/kernel';
import type { DisplayOutput, ErrorOutput, Output } from './notebook';

/** nbformat's form of an error. */
export function toErrorOutput({ name, message, traceback }: KernelError): ErrorOutput {
  return { type: 'error', ename: name, evalue: message, traceback };
}

/** Turns the events of one running cell into its outputs, in time proportional to their number. */
export class OutputCollector {
  readonly #outputs: Output[] = [];
  readonly #placesById = new Map<string, number[]>();

  /** Takes one event in; false when it changes no output here (an update of another cell's display). */
  apply(event: KernelEvent): boolean {
    switch (event.type) {
      case 'stream':
        this.#appendText(event.name, event.text);
        return true;
      case 'display':
        this.#display(event.displayId, event.bundle);
        return true;
      case 'update-display':
        return this.#update(event.displayId, event.bundle);
      case 'error':
        this.#outputs.push(toErrorOutput(event.error));
        return true;
      case 'progress':
      case 'view-message':
        return false;
      default:
        return assertNever(event, 'The kernel event');
    }
  }

  /** The outputs so far. */
  snapshot(): readonly Output[] {
    return [...this.#outputs];
  }

  /** Neighbouring texts of one stream are one output; V8 joins strings lazily, so this is cheap. */
  #appendText(name: string, text: string): void {
    const last = this.#outputs.at(-1);
    if (last?.type === 'stream' && last.name === name) {
      this.#outputs[this.#outputs.length - 1] = { ...last, text: last.text + text };
    } else {
      this.#outputs.push({ type: 'stream', name, text });
    }
  }

  #display(displayId: string, data: DisplayOutput['data']): void {
    const places = this.#placesById.get(displayId) ?? [];
    places.push(this.#outputs.length);
    this.#placesById.set(displayId, places);
    this.#outputs.push({ type: 'display_data', data, metadata: {}, displayId });
  }

  #update(displayId: string, data: DisplayOutput['data']): boolean {
    const places = this.#placesById.get(displayId) ?? [];
    for (const place of places) {
      this.#outputs[place] = { type: 'display_data', data, metadata: {}, displayId };
    }
    return places.length > 0;
  }
}
