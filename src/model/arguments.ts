import type { JSONObject } from '@lumino/coreutils';

/** The `describedBy` of one of djlab's commands, read when somebody asks for it. */
export function described(id: string): () => Promise<{ args: JSONObject }> {
  return async () => (await import('./descriptions')).DESCRIPTIONS[id];
}
