/** Characters of a traceback that are shown at most, the last ones: there the error is. */
const LIMIT = 200_000;
const COMPRESSED = [...'ZL123\0'].map(letter => letter.charCodeAt(0));
/** `dj0` or `mYm`, then a text (5), then its length in eight bytes. */
const HEADER = 13;

/**
 * The text of a traceback that DataJoint packed as a blob (`datajoint/blob.py`); null for anything but a text. It is
 * unpacked here and not at the server, to a bounded length: what a database holds may have been made to burst.
 */
export async function unpackTraceback(packed: string): Promise<string | null> {
  let bytes = Uint8Array.from(atob(packed), letter => letter.charCodeAt(0));
  if (COMPRESSED.every((code, at) => bytes[at] === code)) {
    bytes = await inflated(bytes.slice(COMPRESSED.length + 8));
  }
  const magic = new TextDecoder('latin1').decode(bytes.slice(0, 4));
  if ((magic !== 'dj0\0' && magic !== 'mYm\0') || bytes[4] !== 5) {
    return null;
  }
  return new TextDecoder().decode(bytes.slice(HEADER)).slice(-LIMIT);
}

/** The beginning of what was compressed; what is cut off or broken ends it. */
async function inflated(bytes: Uint8Array): Promise<Uint8Array> {
  const stream = new DecompressionStream('deflate');
  const writer = stream.writable.getWriter();
  // What is wrong with the bytes is told where they are read.
  void writer.write(bytes).catch(() => undefined);
  void writer.close().catch(() => undefined);
  const reader: ReadableStreamDefaultReader<Uint8Array> =
    stream.readable.getReader();
  const found = new Uint8Array(4 * LIMIT);
  let length = 0;
  try {
    while (length < found.length) {
      const { done, value } = await reader.read();
      if (done) {
        break;
      }
      const part = value.subarray(0, found.length - length);
      found.set(part, length);
      length += part.length;
    }
    await reader.cancel();
  } catch {
    // What came before is shown.
  }
  return found.slice(0, length);
}
