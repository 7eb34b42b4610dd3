import type { JsonObject } from '../protocol/json';
import type { Notebook } from './notebook';

const kernelspec = { display_name: 'TSNB', language: 'typescript', name: 'tsnb' };

const languageInfo = {
  file_extension: '.ts',
  mimetype: 'text/typescript',
  name: 'typescript',
};

/** A notebook without cells. */
export function newNotebook(): Notebook {
  return { metadata: typeScriptMetadata({}), nbformat: 4, nbformat_minor: 5, cells: [] };
}

/** The same notebook, to be run by TSNB whichever kernel it was written for; all else is kept. */
export function toTypeScriptNotebook(notebook: Notebook): Notebook {
  return { ...notebook, metadata: typeScriptMetadata(notebook.metadata) };
}

/**
 * The same notebook for Jupyter. A `.tsnb` file is an `.ipynb` file but for its name; what Jupyter
 * and its viewers need to colour the code is filled in where it is missing, and nothing is replaced.
 */
export function toIpynb(notebook: Notebook): Notebook {
  const { metadata } = notebook;
  const missing = Object.entries({ kernelspec, language_info: languageInfo }).filter(
    ([name]) => metadata[name] === undefined,
  );
  return missing.length === 0
    ? notebook
    : { ...notebook, metadata: { ...metadata, ...Object.fromEntries(missing) } };
}

function typeScriptMetadata(metadata: JsonObject): JsonObject {
  return { ...metadata, kernelspec, language_info: languageInfo };
}
