/** The text of a notebook file: code cells, and prose where a source begins with `#`. */
export function notebookText(...sources: string[]): string {
  const cells = sources.map((source, index) =>
    source.startsWith('#')
      ? { cell_type: 'markdown', id: `cell-${index}`, metadata: {}, source }
      : {
          cell_type: 'code',
          execution_count: null,
          id: `cell-${index}`,
          metadata: {},
          outputs: [],
          source,
        },
  );
  const kernelspec = { display_name: 'TSNB', language: 'typescript', name: 'tsnb' };
  return JSON.stringify({ cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 });
}
