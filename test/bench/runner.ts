import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A program that answers each line with a line of JSON. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a program until it is stopped; what it says when it ends by itself is the error of `ask`. */
export class Runner {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #answers: AsyncIterator<string>;
  #stderr = '';

  constructor({ command, args, env = {} }: Program) {
    this.#child = spawn(command, args, { env: { ...process.env, ...env } });
    // Where there is no such program, the end of its output says so.
    this.#child.on('error', (error) => (this.#stderr += error.message));
    this.#child.stdin.on('error', () => undefined);
    this.#child.stderr.on('data', (text: Buffer) => {
      this.#stderr = (this.#stderr + text.toString()).slice(-4000);
    });
    this.#answers = createInterface(this.#child.stdout)[Symbol.asyncIterator]();
  }

  /** @throws Error with what the program said of an error, or its last line, where it ends instead of answering. */
  async ask(line: string): Promise<unknown> {
    this.#child.stdin.write(`${line}\n`);
    const answer = await this.#answers.next();
    if (answer.done === true) {
      const lines = this.#stderr.trim().split('\n');
      // Node ends what it says of an error with its own version.
      const said = lines.findLast((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1) ?? '';
      throw new Error(said === '' ? 'It ended without a word.' : said);
    }
    return JSON.parse(answer.value) as unknown;
  }

  stop(): void {
    this.#child.kill('SIGKILL');
  }
}
