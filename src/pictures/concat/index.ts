import type { ConcatPayload } from '../../protocol/concat';
import { Mime, type MimeBundle } from '../../protocol/mime';
import { toJson } from '../../protocol/toJson';

/** All that a display of a join carries. */
export function concatToBundle(payload: ConcatPayload): MimeBundle {
  return { 'text/plain': payload.summary, [Mime.concat]: toJson(payload) };
}
