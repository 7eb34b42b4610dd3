export { NotebookError } from './error';
export { newCellId } from './ids';
export { newNotebook, toIpynb, toTypeScriptNotebook } from './kernelspec';
export type {
  Cell,
  CodeCell,
  DisplayOutput,
  ErrorOutput,
  Extras,
  Layout,
  MarkdownCell,
  Notebook,
  Output,
  OutputData,
  RawCell,
  ResultOutput,
  StreamOutput,
} from './notebook';
export { OutputCollector, toErrorOutput } from './outputs';
export { parseNotebook } from './parse';
export { serializeNotebook } from './serialize';
