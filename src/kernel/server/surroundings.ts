/** Makes the process look to a cell like any Node process. */
export function arrangeSurroundings(): void {
  for (const name of Object.keys(process.env)) {
    if (isHostVariable(name)) {
      Reflect.deleteProperty(process.env, name);
    }
  }
  process.argv = process.argv.slice(0, 1);
  process.execArgv = process.execArgv.filter((option) => !/internals|async-hooks/.test(option));
  // The frames of a lesson's cells lie below many of tfjs.
  Error.stackTraceLimit = 30;
}

/** Before the kernel ends on a cell's wish, what it printed is sent and its host is told. */
export function announceExit(announce: (code: number) => void): void {
  const exit = process.exit.bind(process);
  process.exit = (code) => {
    announce(Number(code ?? process.exitCode ?? 0));
    return exit(code);
  };
}

/** Variables by which VS Code and Electron steer their own children; they would steer the cell's. */
function isHostVariable(name: string): boolean {
  return /^(ELECTRON_|VSCODE_|NODE_CHANNEL_)/.test(name);
}
