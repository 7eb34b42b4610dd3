/** Waits for something that tells nobody when it happens: a process, a file. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  what: string,
  milliseconds = 20_000,
): Promise<void> {
  const deadline = Date.now() + milliseconds;
  while (!(await holds())) {
    if (Date.now() > deadline) {
      throw new Error(`Waited ${milliseconds / 1000} s in vain: ${what}.`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Whether a process of ours is there. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    // Signal 0 to a process of our own fails for one reason only: it is gone.
    return false;
  }
}
